import { describe, expect, test } from 'vitest';
import { refusal } from '../support/terminal.js';

describe('smars load and smars replay', () => {
  test.each([
    [['load', 'runawy'], "did you mean 'runaway'?"],
    [['load', '--rate', 'fast'], "--rate is 'fast'"],
    [['load', '--rate', '5', '--max'], 'a load is closed or open'],
    [['load', '--duration', '5 parsecs'], "--duration is '5 parsecs'"],
    [['load', '--kill-scope', 'server:1'], '--kill-scope goes with --kill-at TIME or --kills N'],
    [['load', '--kill-act', 'halt'], '--kill-act goes with --kill-at TIME or --kills N'],
    [
      ['load', '--kill-at', '1s', '--kill-act', 'halts'],
      "--kill-act is 'halts'; did you mean 'halt'?",
    ],
    [
      ['load', '--kill-at', '1s', '--kill-act', 'reduce', '--kill-scope', 'flag:0'],
      "'reduce' is for firm, server, symbol and account; a flag can only be killed",
    ],
    [
      ['load', '--kill-at', '1s', '--kill-act', 'halt', '--kill-scope', 'account:DISK'],
      'must be an account with limits, or one of the orders',
    ],
    [
      ['load', '--kill-at', '1s', '--kill-scope', 'server:9'],
      "'9' must be a whole number from 1 to 8",
    ],
    [
      ['load', '--kill-at', '1s', '--kill-scope', 'behaviour:power-pig'],
      "did you mean 'power-peg'?",
    ],
    [['load', '--threshold', 'decision.p9<1us'], "is not measured; did you mean 'decision.p90'?"],
    [['load', '--find-knee', 'response.p99>1ms'], 'must be an upper bound'],
    [
      ['load', '--find-knee', 'response.p99<1ms', '--max'],
      '--find-knee and --max: give one of them',
    ],
    [
      ['load', '--find-knee', 'response.p99<1ms', '--repeat', '5'],
      '--find-knee and --repeat: give one of them',
    ],
    [['load', '--repeat', '5', '--record', 'a.rec'], '--repeat and --record: give one of them'],
    [['load', '--repeat', '1'], "--repeat is '1'; must be a whole number from 2 to 20"],
    [['load', '--waiting', 'spinn'], "did you mean 'spin'?"],
    [['load', '--threads', '9'], "--threads is '9'; must not be above servers, 8"],
    [
      ['load', '--duration', '0'],
      "--duration is '0'; must be a time from 1ms to 86400s, such as 5s, 500ms or 2m",
    ],
    [['load', '--rate', '0'], "--rate is '0'; must be above 0"],
    [['load', '--batch', '8192'], "--batch is '8192'; must not be above half of ringRecords, 4096"],
    [
      ['load', '--kill-at', '12s', '--duration', '10s', '--warmup', '2s'],
      '--kill-at 12s: the load ends before, 12 s after the start',
    ],
    [['load', '--lazy', '64', '--venues', 'inline'], '--lazy goes with --venues thread'],
    [['load', '--orders', 'a.csv,b.csv'], '--orders a.csv,b.csv: names 2 days; a load takes'],
    [['load', '--speed', '2'], '--speed goes with --orders FILE'],
    [['load', '--abort-on-fail'], '--abort-on-fail goes with --threshold BOUND'],
    [
      ['load', '--abort-on-fail', '--threshold', 'queue.largest<5'],
      'queue.largest is known at the end only',
    ],
    [['load', '--events', 'csv'], '--events goes with --out DIR'],
    [
      ['load', '--rate', '5', '--set', 'arrivals.perSecond=6'],
      "--rate and --set 'arrivals.perSecond=6': both set 'arrivals'; give one of them",
    ],
    [
      ['load', '--seed', '5', '--set', 'seed=6'],
      "--seed and --set 'seed=6': both set 'seed'; give one of them",
    ],
    [['load', '--threshold', 'rejected.rate<1'], 'write rejected.rate<1%'],
    [['load', '--find-knee', 'response.p99<1'], 'write response.p99<1us or response.p99<1ms'],
    [
      ['load', '--find-knee', 'response.p99<1ms', '--kill-scope', 'firm'],
      '--find-knee and --kill-scope: give one of them',
    ],
    [
      ['load', '--find-knee', 'response.p99<1ms', '--set', 'durationSeconds=9'],
      "both set 'durationSeconds'",
    ],
    [
      ['load', '--find-knee', 'response.p99<1ms', '--duration', '0.5s'],
      '--find-knee needs 1 s or more',
    ],
    [['load', '--set', 'risk.collr.mode=off'], "did you mean 'collar'?"],
    [['load', '--out', 'package.json'], 'is a file; a run leaves a folder'],
    [['load', '--junit', 'x.xml'], '--junit goes with --threshold BOUND'],
    [
      ['load', '--threshold', 'throughput>5', '--junit', 'no-such-folder/x.xml'],
      'there is no folder no-such-folder',
    ],
    [['replay'], 'name the file'],
    [['replay', 'package.json'], 'is not a record of smars load'],
    [['replay', 'nothing.rec'], 'cannot be read (ENOENT)'],
  ])('refuse %j with the reason', async (args, reason) => {
    const [name, ...rest] = args as [string, ...string[]];
    expect(await refusal(name, ...rest)).toContain(reason);
  });
});
