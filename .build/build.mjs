/**
 * Builds `dist` (`npm run build`); the argument `bundle` runs only the second half. TypeScript
 * checks and compiles each module. Then rolldown puts the rooms of the hot path into one module,
 * and their own modules only re-export its names. Within one module V8 folds every constant and
 * every function that it calls; see docs/internals/v8.md.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';
import MagicString from 'magic-string';
import { build } from 'rolldown';
import { parseAst } from 'rolldown/parseAst';
import { bundleCommandLine } from './command-line.mjs';
import { buildKernel } from './kernel.mjs';

const root = resolve(import.meta.dirname, '..');
const dist = join(root, 'dist');
const HOT_ROOMS = [
  'base',
  'memory',
  'kernel',
  'orders',
  'deployment',
  'market',
  'ledger',
  'router',
  'risk',
  'capture',
  'server',
];
/** Modules that are not hot, and that commands which run nothing load. */
const COLD = ['input-error.ts', 'printable.ts'].map((file) => join('src', 'base', file));
const BUNDLE = join('src', 'bundle', 'hot-path.js');

/** AssemblyScript, which `kernel/module.ts` has as a module. */
const ASSEMBLY = join('src', 'kernel', 'assembly');

/** Folders with scripts of pages, which know the DOM. */
const CLIENTS = ['src/report/html/client', 'src/bridge/client'];
/** The scripts of pages, and what each is built from: of a report, and of a drill. */
const SCRIPTS = {
  'src/report/html/client.js': { from: 'src/report/html/client/main.ts' },
  'src/bridge/client.js': { from: 'src/bridge/client/main.ts' },
  'src/bridge/alone.js': { from: 'src/bridge/client/alone.ts' },
  // The whole engine. It has one thread there, and a file has no shared memory in a browser.
  'src/bridge/engine-thread.js': {
    from: 'src/bridge/client/worker.ts',
    transform: {
      define: { SharedArrayBuffer: 'ArrayBuffer', 'globalThis.WebAssembly': 'undefined' },
    },
    plugins: [
      {
        name: 'no-kernel',
        transform: (code, id) =>
          id.endsWith(join('kernel', 'module.ts'))
            ? code.replace(/(KERNEL_BASE64 =)[^;]*/, "$1 ''")
            : null,
      },
    ],
    minify: true,
  },
};

if (process.argv[2] !== 'bundle') {
  await buildKernel(root);
  rmSync(dist, { recursive: true, force: true });
  compile();
  for (const client of CLIENTS) compile('-p', client, '--noEmit');
}
await bundleHotPath(hotModules());
for (const [file, parts] of Object.entries(SCRIPTS)) await bundleScript(file, parts);
await writeDescriptions();
await bundleCommandLine([...hotModules(), ...COLD]);
chmodSync(join(dist, 'src/main.js'), 0o755);
try {
  symlinkSync('../../dist/src/main.js', join(root, 'node_modules/.bin/smars'));
} catch {
  // The link is there already.
}

/** Writes what `--help` needs of each command, so that it loads no command. */
async function writeDescriptions() {
  const cli = join(dist, 'src', 'cli');
  const { COMMANDS } = await import(join(cli, 'commands.js'));
  const described = {};
  for (const [name, { load }] of Object.entries(COMMANDS)) described[name] = await load();
  writeFileSync(join(cli, 'descriptions.json'), JSON.stringify(described));
}

function compile(...args) {
  const { status } = spawnSync(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), ...args],
    { cwd: root, stdio: 'inherit' },
  );
  if (status !== 0) process.exit(status ?? 1);
}

/**
 * The modules of the hot rooms. A module that imports a package is left out: it loads slowly, and
 * it is not hot.
 */
function hotModules() {
  return HOT_ROOMS.flatMap((room) =>
    readdirSync(join(root, 'src', room), { recursive: true })
      .map((path) => join('src', room, path))
      .filter(
        (path) =>
          path.endsWith('.ts') &&
          !path.startsWith(ASSEMBLY) &&
          !COLD.includes(path) &&
          !/ from '[^.]/.test(readFileSync(join(root, path), 'utf8')),
      ),
  );
}

async function bundleHotPath(modules) {
  for (const path of modules) rmSync(join(dist, path.replace(/ts$/, 'js.map')));
  const { output } = await build({
    input: Object.fromEntries(modules.map((path) => [path.replace(/\.ts$/, ''), join(root, path)])),
    makeAbsoluteExternalsRelative: false,
    preserveEntrySignatures: 'strict',
    treeshake: false,
    checks: { pluginTimings: false },
    plugins: [
      {
        name: 'hot-path',
        resolveId: (source) => {
          const cold = COLD.find((path) => basename(path, '.ts') === basename(source, '.js'));
          if (cold === undefined || !source.startsWith('.')) return null;
          return { id: relative(dirname(BUNDLE), cold.replace('.ts', '.js')), external: true };
        },
        renderChunk: (code, { name }) => (name === 'hot-path' ? foldable(code) : null),
      },
    ],
    output: {
      dir: dist,
      sourcemap: true,
      minifyInternalExports: false,
      entryFileNames: '[name].js',
      chunkFileNames: BUNDLE,
      codeSplitting: { groups: [{ name: 'hot-path', test: /./ }] },
    },
  });
  const bundled = output
    .find(({ fileName }) => fileName === BUNDLE)
    .moduleIds.map((id) => relative(root, id));
  const stray = bundled.find((path) => path.endsWith('.ts') && !modules.includes(path));
  if (stray !== undefined)
    throw new Error(`.build/build.mjs: the hot path imports ${stray}, which is not hot`);
}

/** The script of a page, as one text. */
async function bundleScript(file, { from, transform = {}, plugins = [], minify = false }) {
  await build({
    input: join(root, from),
    platform: 'browser',
    transform,
    plugins,
    output: { file: join(dist, file), codeSplitting: false, comments: false, minify },
  });
}

/**
 * Turns the functions of a module into constants at its top, and exports copies of them. V8 folds a
 * constant. It reads a declared function again at each call, since it can be assigned to, and an
 * exported name at each use, since that is a cell of the module.
 */
function foldable(code) {
  const text = new MagicString(code);
  const { body } = parseAst(code);
  const begin = body.findLast(({ type }) => type === 'ImportDeclaration')?.end ?? 0;
  for (const node of body) {
    if (node.type === 'FunctionDeclaration') {
      text.remove(node.id.start, node.id.end);
      text.appendRight(node.start, `\nconst ${node.id.name} = `);
      text.appendLeft(node.end, ';');
      text.move(node.start, node.end, begin);
    } else if (node.type === 'ExportNamedDeclaration') {
      const names = node.specifiers.map(({ local, exported }) => [local.name, exported.name]);
      const copies = names.map(([local]) => `exported_${local} = ${local}`).join(', ');
      const exports = names.map(([local, name]) => `exported_${local} as ${name}`).join(', ');
      text.overwrite(node.start, node.end, `const ${copies};\nexport { ${exports} };`);
    }
  }
  return { code: text.toString(), map: text.generateMap({ hires: true }) };
}
