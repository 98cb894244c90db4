#!/bin/sh
# Tests a custom check under load in a build: it must keep a runaway of millions of orders a second
# below a bound, and orders must still be decided. A breach exits with 99, which fails the build;
# load.xml has the bounds for the build's page.
set -eu
smars load --profile runaway --max --duration "${DURATION:-10s}" --warmup 1s \
  --check "$(dirname "$0")/burst-check.js" \
  --threshold "throughput<${CHILDREN_PER_SECOND:-100k}" --threshold 'decision.p99<10s' \
  --junit "${JUNIT:-load.xml}"
