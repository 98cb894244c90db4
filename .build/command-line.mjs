/**
 * Bundles the command line and the entries of its threads into `dist/src/bundle`, packages
 * included. Reading some 200 modules takes a process longer than most commands work, and each of
 * its threads again. Two things stay outside, so that a process which also imports the library (a
 * file of checks does) has them once: the hot path, and the modules that tell errors by their
 * class.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { build } from 'rolldown';

const root = resolve(import.meta.dirname, '..');
const bundle = join(root, 'dist', 'src', 'bundle');
/** The entries: their sources, which are also their places in `dist`. */
const ENTRIES = {
  main: 'src/main',
  servers: 'workers/servers',
  venues: 'workers/venues',
  session: 'workers/session',
  events: 'workers/events',
};
/** Loaded on call, and native, optional, or with files of their own. */
const OUTSIDE = ['@duckdb/node-api', '@nats-io/', 'piscina', 'uplot'];

/** Bundles; `shared` are the modules of `src` that stay outside. */
export async function bundleCommandLine(shared) {
  const outside = new Set(shared.map((path) => join(root, path)));
  const { output } = await build({
    input: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, path]) => [name, join(root, `${path}.ts`)]),
    ),
    platform: 'node',
    makeAbsoluteExternalsRelative: false,
    checks: { pluginTimings: false, eval: false },
    external: (id) => OUTSIDE.some((name) => id === name || id.startsWith(`${name}`)),
    plugins: [
      {
        name: 'command-line',
        resolveId(source, importer) {
          if (!source.startsWith('.') || importer === undefined) return null;
          const path = resolve(dirname(importer), source).replace(/\.js$/, '.ts');
          return outside.has(path) ? { id: fromBundle(path), external: true } : null;
        },
        transform: (code, id) => placed(code, id),
      },
    ],
    output: {
      dir: bundle,
      minifyInternalExports: false,
      chunkFileNames: 'part-[name].js',
    },
  });
  for (const [name, path] of Object.entries(ENTRIES)) writeEntry(name, path);
  writeFileSync(join(bundle, 'LICENCES.txt'), licences(output.flatMap((chunk) => chunk.moduleIds)));
}

/** The path of a module's JavaScript, as the bundle's modules import it. */
const fromBundle = (path) =>
  relative(bundle, join(root, 'dist', relative(root, path))).replace(/\.ts$/, '.js');

/** A module's code, with its place as it was: the bundle lies elsewhere. */
function placed(code, id) {
  if (id.startsWith(root) && !id.includes('node_modules'))
    return code.replaceAll('import.meta.url', `new URL('${fromBundle(id)}', import.meta.url).href`);
  // It asks by `eval` whether there is zlib, so that browsers do not bundle it.
  if (id.includes('hdr-histogram-js'))
    return code.replaceAll(/eval\('require\("zlib"\)\.(\w+)'\)/g, "require('node:zlib').$1");
  return null;
}

/** Makes a built entry load its bundle. */
function writeEntry(name, path) {
  const file = join(root, 'dist', `${path}.js`);
  const from = relative(dirname(file), join(bundle, `${name}.js`));
  const specifier = from.startsWith('.') ? from : `./${from}`;
  writeFileSync(
    file,
    name === 'main'
      ? `#!/usr/bin/env node\nimport '${specifier}';\n`
      : `export * from '${specifier}';\n`,
  );
}

/** The licences of the packages that the bundle holds. */
function licences(modules) {
  const folders = new Set(
    modules.flatMap((id) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0] ?? []),
  );
  return [...folders]
    .sort()
    .map((folder) => {
      const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json')));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      const text = file === undefined ? '' : `\n${readFileSync(join(folder, file), 'utf8')}`;
      return `${name} ${version}, ${license}\n${text}`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}
