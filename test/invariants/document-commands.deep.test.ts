import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { MAIN, ROOT, scratchFolder } from '../support/command.js';
import {
  documentBlocks,
  documentCommands,
  isForm,
  readDocument,
  USER_DOCUMENTS,
} from '../support/documents.js';
import { freePort } from '../support/free-port.js';

/** A day of ten seconds about the bell. */
const TEN_SECONDS = '--set clock.start=09:29:55 --set clock.end=09:30:05';

/**
 * Changes that shorten commands of the documents: how long a load is measured, when a day ends, how
 * often something is repeated. Every flag, file and name stays. `knight.deep.test.ts` runs whole
 * mornings.
 */
const SHORTER: readonly (readonly [RegExp, string])[] = [
  [/(smars load\b(?! --target)[^\n&]*?) --duration \S+/g, '$1'],
  [/smars load\b(?! --target)/g, 'smars load --duration 0.3s --warmup 0.1s'],
  [/--kill-at \S+/g, '--kill-at 0.2s'],
  [/--metrics-linger \S+/g, '--metrics-linger 0.2s'],
  [/--kills \d+/g, '--kills 10'],
  [/smars (run|whatif)\b(?![^\n]*--set clock\.end=)/g, `smars $1 ${TEN_SECONDS}`],
  [/(smars tune\b(?! --normal)(?![^\n]*--limits))/g, `$1 --normal clean-rollout ${TEN_SECONDS}`],
  [/smars gateway\b(?![\s\S]*--target)([\s\S]*?) --duration \S+/g, 'smars gateway$1'],
  [/smars gateway\b(?![\s\S]*--target)/g, 'smars gateway --duration 0.3s'],
  [/smars venue\b(?![\s\S]*--target)([^\n]*?) --duration \S+/g, 'smars venue$1'],
  [/smars venue\b(?! --recover|[\s\S]*--target)/g, 'smars venue --duration 0.3s'],
  [/--(seeds|days|repeat) \d+/g, '--$1 2'],
  [
    /smars drill\b(?! --score|[^\n]*--export)/g,
    'smars drill --duration 0.1s --set clock.start=09:29:58 --set clock.end=09:30:02',
  ],
  [/(smars probe\b[\s\S]*?) --skip mass-cancel/g, '$1 --only max-quantity'],
  [/(node made-up-day\.mjs) \d+/g, '$1 1000'],
  [/(--normal normal-day-knight) --set clock\.end=\S+/g, '$1 --set clock.end=09:30:01'],
  // A story over a normal day has 9,000 stocks; `tune.deep.test.ts` runs small ones.
  [/(smars tune\b[^\n]*?) --story \S+(?: --frontier)?(?: --total-tolerance \S+)?/g, '$1'],
  [/--stories all\b/g, '--stories knight-2012,stale-data-2011'],
  // A given normal day keeps its own clock; `whatif-normal.deep.test.ts` runs one.
  [/(smars whatif\b[^\n]*?) --normal \S+/g, '$1'],
  // The matrix alone runs normal mornings; with flags it runs none.
  [
    /(smars whatif\b(?=(?: [a-z][\w.-]*)? -)(?![^\n]*--(?:skip-normal|sensitivity)))/g,
    '$1 --skip-normal',
  ],
  // Each thread of a pool takes half a second to start.
  [/smars (whatif|tune|sweep)\b(?! merge|[^\n&]*--(?:threads|nats))/g, 'smars $1 --threads 1'],
  // Two controls replace all controls.
  [
    /(smars whatif\b(?![^\n]*--(?:only|short|sensitivity)))/g,
    '$1 --only parent-quantity,unmatched-account',
  ],
];

/**
 * Commands that cannot run here: they remove the test's own tree, download, measure for minutes,
 * need another shell, a server, a gateway of the reader's, or a venue that was killed.
 * `documents.test.ts` checks their names, flags and files.
 */
const NOT_RUN = new RegExp(
  '^(?:smars (?:bench|compare|completion fish|probe|worker|venue --recover)\\b|' +
    'smars load --find-knee|smars load --target|.* --nats |' +
    'np[mx] |node (-|dist/b))',
);

/** The page of all examples of help. `documents.test.ts` checks their names, flags and files. */
const OF_HELP = 'docs/reference/commands.md';

const [ORDERS, STOCKS] = documentBlocks('docs/guide/your-orders.md', 'csv').map(({ text }) => text);
const MADE_UP_DAY = documentBlocks('docs/guide/your-own-day.md', 'js')[0]!.text;
const LIMITS = documentBlocks('docs/guide/limits-file.md', 'jsonc')[0]!.text;
const PLAN = JSON.parse(documentBlocks('docs/guide/sweeps.md', 'json')[0]!.text) as {
  settings: { set: string[] }[];
  seeds: { count: number };
};
PLAN.seeds.count = 1;
for (const { set } of PLAN.settings) set.push('clock.start=09:29:55', 'clock.end=09:30:02');
const PROBED_LIMITS = documentBlocks('docs/guide/test-your-gateway.md', 'json')[1]!.text;
const LOG = documentBlocks('docs/guide/test-your-gateway.md', 'fix')[0]!.text;
const SESSIONS = documentBlocks('docs/guide/gateway.md', 'json')[0]!.text;
const [VENUE_FILE, RECORDED_VENUE] = documentBlocks('docs/guide/venue.md', 'json').map(
  ({ text }) => text,
);
const RECORDED = documentBlocks('docs/guide/venue.md', 'csv')[0]!.text;

/** A folder for the commands of one page, with the files of the guides. */
function openFolder(): {
  run(text: string): Promise<{ code: number; out: string; err: string }>;
  path: string;
} {
  const { path, remove } = scratchFolder();
  afterAll(remove);
  const bin = join(path, '.bin');
  mkdirSync(bin);
  symlinkSync(MAIN, join(bin, 'smars'));
  writeFileSync(join(path, 'my-orders.csv'), ORDERS!);
  writeFileSync(join(path, 'my-stocks.csv'), STOCKS!);
  writeFileSync(join(path, 'limits.json'), LIMITS);
  writeFileSync(join(path, 'my-limits.json'), PROBED_LIMITS);
  writeFileSync(join(path, 'my-day.log'), LOG);
  const gateway = readFileSync(join(ROOT, 'test/examples/small-gateway.mjs'), 'utf8');
  writeFileSync(join(path, 'small-gateway.mjs'), onFreePorts(gateway));
  writeFileSync(join(path, 'sessions.json'), SESSIONS);
  writeFileSync(join(path, 'venue.json'), VENUE_FILE!);
  writeFileSync(join(path, 'recorded.json'), RECORDED_VENUE!);
  writeFileSync(join(path, 'recorded.csv'), RECORDED);
  writeFileSync(join(path, 'plan.json'), JSON.stringify(PLAN));
  writeFileSync(join(path, 'made-up-day.mjs'), MADE_UP_DAY);
  // The reader's programs find the library as an installed package.
  mkdirSync(join(path, 'node_modules'));
  symlinkSync(ROOT, join(path, 'node_modules', 'smars'));
  const env = { ...process.env, HOME: path, PATH: `${bin}:${process.env.PATH}` };
  return {
    path,
    async run(text) {
      const child = spawn('bash', ['-o', 'pipefail', '-c', text], {
        cwd: path,
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let out = '';
      let err = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
      child.stderr.setEncoding('utf8').on('data', (part: string) => (err += part));
      const [code] = (await once(child, 'close')) as [number];
      return { code, out, err };
    },
  };
}

/** Whose ports the documents show, and the ports that they have here. */
const PORT_OWNERS: Readonly<Record<string, string>> = {
  9876: 'gateway',
  9877: 'venue',
  9464: 'metrics',
};
const PORTS: Readonly<Record<string, number>> = Object.fromEntries(
  await Promise.all(
    Object.values(PORT_OWNERS).map(async (owner) => [owner, await freePort()] as const),
  ),
);

/**
 * A venue or a gateway in the background, some seconds before what connects to it. A busy machine
 * takes longer, so here it is waited for, and ended with what follows.
 */
const PEER_FIRST = /^(smars (venue|gateway)[^&]*?) --duration \S+ & sleep \d+;([\s\S]*)$/;

const shorten = (text: string): string =>
  SHORTER.reduce((short, [from, to]) => short.replace(from, to), text).replace(
    PEER_FIRST,
    (_, peer: string, kind: string, rest: string) =>
      `${peer} & until (: </dev/tcp/127.0.0.1/${PORTS[kind]}) 2>/dev/null; do sleep 0.1; ` +
      `done;${rest}; code=$?; kill $!; wait; exit $code`,
  );

/** The same where another run of these tests may listen on the ports of the documents. */
const onFreePorts = (text: string): string =>
  text
    .replace(
      /smars (gateway|venue)\b(?! --recover)(?![^&\n]*--listen)/g,
      (all, kind: string) => `${all} --listen 127.0.0.1:${PORTS[kind]}`,
    )
    .replace(/\b(9876|9877|9464)\b/g, (port) => `${PORTS[PORT_OWNERS[port]!]}`);

/** Whether a command writes a file that a later one may need. */
const leavesFile = (text: string): boolean => / > |--(?:out|page|record|junit|save) /.test(text);

const seen = new Set<string>();
/**
 * The commands of a page to run. A command that another page also runs is repeated only if it
 * writes a file.
 */
function commandsToRun(path: string): string[] {
  const texts = documentCommands(path)
    .filter((command) => !isForm(command) && !NOT_RUN.test(command.text))
    .map(({ text }) => text);
  const mine = [...new Set(texts)].filter((text) => leavesFile(text) || !seen.has(shorten(text)));
  for (const text of mine) seen.add(shorten(text));
  return mine;
}

const PAGES = USER_DOCUMENTS.filter((path) => path !== OF_HELP)
  .map((path) => ({ path, commands: commandsToRun(path) }))
  .filter(({ commands }) => commands.length > 0);

describe.each(PAGES)('the commands of $path', ({ commands }) => {
  const folder = openFolder();

  // One after the other, since later commands read the folders of earlier ones.
  test.each(commands)(
    '%s',
    async (text) => {
      const { code, err } = await folder.run(onFreePorts(shorten(text)));
      // A threshold or a rate may not be kept on a busy machine, which is a correct answer.
      expect(
        /--(?:threshold|target) /.test(text) ? [0, 99] : [0],
        `${shorten(text)}\n${err}`,
      ).toContain(code);
    },
    240_000,
  );
});

const PROGRAMS = USER_DOCUMENTS.flatMap((path) => documentBlocks(path, 'js|ts')).filter(
  ({ path }) => !path.endsWith('/api.md'),
);

describe('the programs of the documents', () => {
  const folder = openFolder();

  test.each(PROGRAMS.map((block, n) => [`${block.path}:${block.line}`, n, block.text] as const))(
    '%s runs unchanged',
    async (_, n, text) => {
      writeFileSync(join(folder.path, `program${n}.mjs`), text);
      const { code, err } = await folder.run(
        text.includes('export default')
          ? `smars run --set clock.end=09:30:05 --check ./program${n}.mjs`
          : `node program${n}.mjs`,
      );
      expect([code, err]).toEqual([0, expect.not.stringContaining('Error')]);
    },
  );
});

describe('what the documents show', () => {
  const folder = openFolder();

  test('README.md shows to the letter what a run prints; "…" replaces lines', async () => {
    const { out } = await folder.run('smars run knight-2012');
    const shown = documentBlocks('README.md', '').find(({ text }) =>
      text.startsWith('Knight Capital'),
    )!;
    for (const part of shown.text.split('…\n')) expect(out).toContain(part);
  });

  test('docs/guide/limits-file.md shows to the letter what --explain prints', async () => {
    const { out } = await folder.run(
      'smars limits limits.json --explain WZE --server 8 --account CLIENT-A',
    );
    expect(documentBlocks('docs/guide/limits-file.md', '').map(({ text }) => text)).toContain(out);
  });

  test('docs/reference/summary-json.md names every field of a run’s summary', async () => {
    const { out } = await folder.run('smars run --json --set clock.end=09:30:05');
    const page = readDocument('docs/reference/summary-json.md');
    for (const name of fieldNames(JSON.parse(out))) expect(page, name).toContain(`\`${name}\``);
  });
});

/** The field names of a JSON document, without those of the machine. */
function fieldNames(value: unknown): string[] {
  if (Array.isArray(value)) return value.slice(0, 1).flatMap(fieldNames);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, below]) =>
    name === 'conditions' ? [name] : [name, ...fieldNames(below)],
  );
}
