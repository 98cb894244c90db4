import { existsSync, readFileSync } from 'node:fs';

/** The manifest, as seen from the sources, or else from the build. */
const MANIFESTS = ['../../package.json', '../../../package.json'].map(
  (path) => new URL(path, import.meta.url),
);

/** The version of the package, as its manifest has it. */
export function readVersion(): string {
  const manifest = readFileSync(MANIFESTS.find((path) => existsSync(path))!, 'utf8');
  return (JSON.parse(manifest) as { version: string }).version;
}
