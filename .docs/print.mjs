/**
 * Prints the reference pages of checks, commands and scenario fields, and the table of rooms in
 * ARCHITECTURE.md, all from the code. `npm run docs` writes them after a build, and a test compares
 * them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';

const root = resolve(import.meta.dirname, '..');
const load = (path) => import(pathToFileURL(join(root, 'dist', 'src', path)).href);
const PRINTED = '<!-- printed by `npm run docs` -->';
const ARCHITECTURE = 'ARCHITECTURE.md';
const ROOMS_BEGIN = '<!-- rooms: printed by `npm run docs` -->';
const ROOMS_END = '<!-- end of rooms -->';

/** The pages by path, as text. */
export async function printPages() {
  return new Map([
    ['docs/reference/checks.md', await printChecks()],
    ['docs/reference/commands.md', await printCommands()],
    ['docs/reference/scenario-fields.md', await printScenarioFields()],
    [ARCHITECTURE, await printArchitecture()],
  ]);
}

const cell = (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' ');
const row = (...cells) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head, rows) =>
  [row(...head), row(...head.map(() => '---')), ...rows.map((cells) => row(...cells))].join('\n');
/** A paragraph of at most 100 columns. */
const paragraph = (text) =>
  text
    .replace(/\s+/g, ' ')
    .replace(/(.{1,100})(?: |$)/g, '$1\n')
    .trimEnd();
const page = (parts) => `${parts.join('\n\n')}\n`;

async function printChecks() {
  const { CATALOGUE } = await load('risk/catalogue/catalogue.js');
  const isGate = ({ place }) => place === 'gate' || place === 'catalogue';
  return page([
    '# Checks',
    PRINTED,
    paragraph(
      'The catalogue (`src/risk/catalogue`) is the one table of checks. A check has one name ' +
        'in limits files, in the matrix, in findings and in verdicts. A scenario has it in ' +
        'camel case: `position` under `risk`, `drop-copy` as `dropCopy` under `operations`.',
    ),
    '## Checks of the gate',
    'They judge each order. Set them in a limits file, or under `risk` of a scenario.',
    checkTable(CATALOGUE.filter(isGate)),
    '## Checks around the servers',
    paragraph(
      'They watch deployment, alerts, connections and venues. Set them under `operations` of a ' +
        'scenario.',
    ),
    checkTable(CATALOGUE.filter((check) => !isGate(check))),
  ]);
}

function checkTable(checks) {
  const head = [
    'no.',
    'check',
    'what it looks at',
    'defaults',
    'when it trips',
    'ends by',
    'source',
  ];
  return table(
    head,
    checks.map(({ number, name, about, parameters, action, scope, reset, source }) => [
      number,
      `\`${name}\``,
      about,
      parameters.map(describeParameter).join('; ') || '–',
      `${action} (${scope})`,
      reset,
      source,
    ]),
  );
}

function describeParameter({ name, unit, default: value }) {
  const text = Array.isArray(value) ? value.join(', ') || 'none' : value.toLocaleString('en-US');
  return `\`${name}\` ${text} (${unit})`;
}

async function printCommands() {
  const { COMMANDS } = await load('cli/commands.js');
  const { COMMON_FLAGS } = await load('cli/command.js');
  const parts = [];
  for (const [name, { load: loadCommand }] of Object.entries(COMMANDS)) {
    const { about, operands, flags, examples } = await loadCommand();
    const rows = Object.entries({ ...flags, ...COMMON_FLAGS }).map(
      ([flag, { value, about: what, multiple }]) => [
        `\`--${flag}${value === undefined ? '' : ` ${value}`}\``,
        multiple ? `${what} (may be repeated)` : what,
      ],
    );
    const usage = `smars ${name} ${operands}`.trim();
    parts.push(
      `## smars ${name}`,
      paragraph(about),
      `\`\`\`\n${usage}\n\`\`\``,
      table(['flag', 'what it does'], rows),
    );
    if (examples.length > 0) parts.push(`\`\`\`sh\n${examples.join('\n')}\n\`\`\``);
  }
  const about =
    'Standard output is the answer; progress and errors go to standard error. ' +
    '[Exit codes](exit-codes.md) says what a script can rely on. `smars <command> --help` prints ' +
    'the same as this page.';
  return page(['# Commands', PRINTED, paragraph(about), ...parts]);
}

async function printScenarioFields() {
  const { scenarioJsonSchema } = await load('scenarios/parse.js');
  const schema = scenarioJsonSchema();
  const required = new Set(schema.required);
  const fields = Object.entries(schema.properties).filter(([name]) => name !== '$schema');
  const head = ['field', 'value', 'about'];
  const need = (name) => (required.has(name) ? 'Required.' : 'Optional.');
  const isPlain = ([name, node]) => fieldsOf(name, node).length === 1;
  const plain = fields
    .filter(isPlain)
    .flatMap(([name, node]) =>
      fieldsOf(name, node).map(([path, value, words]) => [
        path,
        value,
        [need(name), words].join(' ').trim(),
      ]),
    );
  const parts = fields
    .filter((field) => !isPlain(field))
    .flatMap(([name, node]) => [`## ${name}`, need(name), table(head, fieldsOf(name, node))]);
  const about =
    '`smars schema` prints the same as JSON Schema. `[]` marks an item of a list, and `NAME` any ' +
    'name. Words in brackets are the value that chooses this form.';
  return page([
    '# Scenario fields',
    PRINTED,
    paragraph(about),
    '## In general',
    table(head, plain),
    ...parts,
  ]);
}

/** Returns the leaves below a node of a JSON Schema, as rows: path, value, description. */
function fieldsOf(path, node) {
  const alternatives = node.oneOf ?? node.anyOf;
  if (alternatives?.some(({ properties }) => properties))
    return alternatives.flatMap((one) => fieldsOf(`${path}${kindOf(one)}`, one));
  if (node.properties) {
    const below = Object.entries(node.properties).filter(
      ([, { const: only }]) => typeof only !== 'string',
    );
    return below.length === 0
      ? [[`\`${path}\``, '–', '']]
      : below.flatMap(([name, child]) => fieldsOf(`${path}.${name}`, child));
  }
  const { items } = node;
  if (node.type === 'array' && (items?.properties || items?.oneOf || items?.anyOf))
    return fieldsOf(`${path}[]`, items);
  if (node.additionalProperties?.properties)
    return fieldsOf(`${path}.NAME`, node.additionalProperties);
  return [[`\`${path}\``, describeValue(node), node.description ?? '']];
}

/** Returns the names that tell alternatives apart; a field that is `true` or absent is none. */
function kindOf({ properties = {} }) {
  const kinds = Object.values(properties)
    .map(({ const: only }) => only)
    .filter((only) => typeof only === 'string');
  return kinds.length === 0 ? '' : `(${kinds.join(', ')})`;
}

const TYPES = {
  integer: 'whole number',
  number: 'number',
  string: 'text',
  boolean: '`true` or `false`',
  object: 'object',
};

function describeValue(node) {
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.enum) return node.enum.map((one) => `\`${one}\``).join(', ');
  const alternatives = node.oneOf ?? node.anyOf;
  if (alternatives) return alternatives.map(describeValue).join(' or ');
  if (node.type === 'array') return `list of ${describeValue(node.items ?? {})}`;
  return [TYPES[node.type] ?? 'any', ...rangeOf(node)].join(' ');
}

/** Returns the bounds of a number, without those of all numbers. */
function rangeOf({ minimum, exclusiveMinimum, maximum }) {
  const low = minimum ?? exclusiveMinimum;
  const from = exclusiveMinimum === undefined ? 'from' : 'above';
  return [
    ...(low === undefined || low < -1e15 ? [] : [`${from} ${low.toLocaleString('en-US')}`]),
    ...(maximum === undefined || maximum > 1e15 ? [] : [`to ${maximum.toLocaleString('en-US')}`]),
  ];
}

/** ARCHITECTURE.md with its table of rooms as `test/tidy/rooms.ts` has it. */
async function printArchitecture() {
  const text = readFileSync(join(root, ARCHITECTURE), 'utf8');
  const [begin, end] = [text.indexOf(ROOMS_BEGIN), text.indexOf(ROOMS_END)];
  if (begin < 0 || end < begin)
    throw new Error(`${ARCHITECTURE}: has no marks around its table of rooms`);
  return `${text.slice(0, begin)}${ROOMS_BEGIN}\n\n${await printRooms()}\n\n${text.slice(end)}`;
}

async function printRooms() {
  const { outputFiles } = buildSync({
    entryPoints: [join(root, 'test/tidy/rooms.ts')],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { ROOMS, ROOM_TEXTS } = await import(
    `data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`
  );
  const rooms = Object.entries(ROOMS).map(([name, { may, walls = [] }], place) => {
    const { holds, unaware } = ROOM_TEXTS[name];
    const knows = [...walls.map((wall) => `**${wall}**`), ...(unaware === '' ? [] : [unaware])];
    return [
      `\`${name}\``,
      holds,
      mayText(may, Object.keys(ROOMS).slice(0, place)),
      knows.join(', '),
    ];
  });
  return table(
    ['room in `src/`', 'holds', 'may import', 'does not know (**wall**: not even types)'],
    rooms,
  );
}

/** Says what a room may import: a list, or all rooms above it in the table except a few. */
function mayText(may, above) {
  if (may.length === 0) return 'nothing';
  const missing = above.filter((name) => !may.includes(name));
  const isShort = missing.length < 4 && may.every((name) => above.includes(name)) && may.length > 6;
  if (!isShort) return may.join(', ');
  return missing.length === 0 ? 'all above' : `all above but ${missing.join(', ')}`;
}

if (process.argv[1] === import.meta.filename) {
  for (const [path, text] of await printPages()) {
    const file = join(root, path);
    if (readFileSync(file, { encoding: 'utf8', flag: 'a+' }) !== text) writeFileSync(file, text);
  }
}
