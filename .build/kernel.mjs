/**
 * Compiles the kernel (src/kernel/assembly, AssemblyScript) to WebAssembly, and writes
 * src/kernel/module.ts, the module as text, and src/kernel/structs.ts, the bytes of its structs. It
 * does so only if the sources or the compiler have changed since.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const OPTIONS = [
  ...['-O3', '--noAssert', '--runtime', 'stub', '--enable', 'threads', '--enable', 'simd'],
  ...['--importMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'],
  ...['--use', 'abort='],
];
const BYTES = { usize: 4, i32: 4, f64: 8 };

/** Writes the module of a repository, if it is not the one of its sources. */
export async function buildKernel(root) {
  const folder = join(root, 'src/kernel/assembly');
  const path = join(root, 'src/kernel/module.ts');
  const digest = kernelDigest(root);
  if (readModule(path).includes(digest)) return;
  const bytes = await compile(folder);
  const structs = structsOf(readFileSync(join(folder, 'state.ts'), 'utf8'));
  writeFileSync(path, moduleText(digest, bytes));
  writeFileSync(join(root, 'src/kernel/structs.ts'), structsText(structs));
}

/** The digest of all that the module follows from: sources, compiler and options. */
export function kernelDigest(root) {
  const folder = join(root, 'src/kernel/assembly');
  const sources = readdirSync(folder).sort();
  const texts = sources.map((name) => readFileSync(join(folder, name), 'utf8'));
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const { version } = lock.packages['node_modules/assemblyscript'];
  return createHash('sha256')
    .update(JSON.stringify([version, OPTIONS, sources, texts]))
    .digest('hex');
}

function readModule(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

async function compile(folder) {
  const { default: asc } = await import('assemblyscript/asc');
  const { error, stderr, binary } = await compileInMemory(asc, folder);
  if (error !== null) throw new Error(`.build/kernel.mjs: ${stderr}`);
  return Buffer.from(binary);
}

async function compileInMemory(asc, folder) {
  let binary;
  const { error, stderr } = await asc.main(
    ['kernel.ts', '--baseDir', folder, '--outFile', 'kernel.wasm', ...OPTIONS],
    {
      readFile: (name) => readModule(join(folder, name)) || null,
      writeFile: (_, contents) => {
        binary = contents;
      },
      listFiles: () => [],
    },
  );
  return { error, stderr: stderr.toString(), binary };
}

/** The fields of each struct with their byte offsets, as AssemblyScript lays them out. */
function structsOf(text) {
  const structs = {};
  for (const [, name, , base, body] of text.matchAll(
    /class (\w+)( extends (\w+))? \{\n(.*?)\n\}/gs,
  )) {
    const fields = base === undefined ? [] : [...structs[base]];
    for (const [, field, type] of body.matchAll(/^ {2}(\w+): (usize|i32|f64);$/gm)) {
      const end = fields.length === 0 ? 0 : fields.at(-1).at + BYTES[fields.at(-1).type];
      const at = Math.ceil(end / BYTES[type]) * BYTES[type];
      fields.push({ field, type, at });
    }
    structs[name] = fields;
  }
  return structs;
}

function moduleText(digest, bytes) {
  const pieces = bytes.toString('base64').match(/.{1,92}/g);
  return [
    '/**',
    ' * The kernel as a WebAssembly module in base 64. Printed by `npm run build` from',
    ' * src/kernel/assembly; their digest is',
    ` * ${digest}.`,
    ' */',
    'export const KERNEL_BASE64 =',
    ...pieces.map((piece, n) => `  '${piece}'${n === pieces.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}

function structsText(structs) {
  const lines = [
    '/**',
    ' * The structs that the kernel reads: their fields with type and byte. Printed by',
    ' * `npm run build` from src/kernel/assembly/state.ts.',
    ' */',
    'export const STRUCTS = {',
  ];
  for (const [name, fields] of Object.entries(structs)) {
    lines.push(`  ${name}: {`);
    for (const { field, type, at } of fields)
      lines.push(`    ${field}: { type: '${type === 'usize' ? 'column' : type}', at: ${at} },`);
    lines.push('  },');
  }
  lines.push('} as const;', '');
  return lines.join('\n');
}
