import { BANS, placesOf } from './bans.js';
import { circlesOf } from './circles.js';
import { isEntry, twiceExported, unusedExport } from './exports.js';
import { APART, IMPORTS_ALLOWED, ORPHANS_ALLOWED, OUTSIDE, ROOMS, UNREACHABLE } from './rooms.js';
import { type Fault, type Rule, resolveImport, type Tree } from './rule.js';
import { functionsOf, type Import, lineAt, lineCount, type Source } from './source.js';
import { COLUMNS_MAX, wideLines } from './widths.js';

/** A file is read from top to bottom in one sitting; a function fits on one screen. */
export const FILE_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 70;

/** `src/router/progress.ts:12: mentions Date: take the time as an argument`. */
export function describeFault({ path, line, wrong, instead }: Fault): string {
  return `${path}${line > 0 ? `:${line}` : ''}: ${wrong}: ${instead}`;
}

/** The rules by what they demand, in the order in which they run. */
export const RULES: Readonly<Record<string, Rule>> = {
  'a room imports what its row of the table allows': roomFaults,
  'a public entry reaches no driver': reachFaults,
  'no imports go in a circle': circleFaults,
  'folders that stay apart do not import each other': apartFaults,
  'no banned word is written': banFaults,
  'files and functions are short': sizeFaults,
  'lines fit in 100 columns': widthFaults,
  'files and folders have a name of their own': nameFaults,
  'every file of src is reached from an entry': orphanFaults,
  'tests mirror src': mirrorFaults,
  'the top has only known files and folders': topFaults,
  'no exported name is in two files': twiceExported,
  'no export is without a user': unusedExport,
};

function roomFaults({ sources }: Tree): Fault[] {
  return sources.flatMap((source) => {
    const [place] = roomOf(source.path);
    if (place === undefined) return [];
    if (!(place in ROOMS) && !(place in OUTSIDE)) {
      return [
        {
          path: source.path,
          line: 0,
          wrong: `'${place}' is no room`,
          instead: `rooms are ${Object.keys(ROOMS).join(', ')}`,
        },
      ];
    }
    return source.imports.flatMap((imported) => {
      const instead = importFault(source.path, place, imported);
      return instead === undefined
        ? []
        : [
            {
              path: source.path,
              line: imported.line,
              wrong: `${place} imports ${imported.specifier}`,
              instead,
            },
          ];
    });
  });
}

/** Returns what to do instead of an import, or undefined when it is allowed. */
function importFault(path: string, place: string, imported: Import): string | undefined {
  const { specifier, typeOnly } = imported;
  const room = ROOMS[place];
  if (!specifier.startsWith('.')) {
    const packages = room === undefined ? OUTSIDE[place]! : (room.packages ?? []);
    if (path === 'src/main.ts' || packages.includes(packageOf(specifier))) return undefined;
    if (specifier.startsWith('node:') && packages.includes('node:*')) return undefined;
    if (IMPORTS_ALLOWED.some(({ from, target }) => path.startsWith(from) && target === specifier))
      return undefined;
    return packages.length === 0
      ? `${place} imports no package and no node: module`
      : `of packages it may import ${packages.join(', ')}`;
  }
  const target = resolveImport(path, specifier);
  const [targetRoom, targetFile] = roomOf(target);
  if (targetRoom === undefined || (targetRoom in OUTSIDE && place in ROOMS))
    return 'a room imports rooms; entries, workers, benchmarks and tests import it';
  if (room === undefined || targetRoom === place) return undefined;
  if (room.walls?.includes(targetRoom))
    return `there is a wall: ${place} must not know ${targetRoom}, nor its types`;
  if (room.may.includes(targetRoom) || room.may.includes(targetFile)) return undefined;
  if (
    IMPORTS_ALLOWED.some(
      ({ from, target: to }) => path.startsWith(from) && (to === targetRoom || to === targetFile),
    )
  )
    return undefined;
  const rooms = Object.keys(ROOMS);
  const types = room.types ?? rooms.slice(0, rooms.indexOf(place));
  if (types.includes(targetRoom) && typeOnly) return undefined;
  const values =
    room.may.length === 0 ? `${place} imports no room` : `it may import ${room.may.join(', ')}`;
  return types.includes(targetRoom)
    ? `${values}; of ${targetRoom} it may know types, with import type`
    : values;
}

function reachFaults({ sources }: Tree): Fault[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const faults: Fault[] = [];
  for (const [entry, forbidden] of Object.entries(UNREACHABLE)) {
    if (!byPath.has(entry)) continue;
    for (const [path, trail] of reach([entry], byPath)) {
      for (const { specifier, line } of byPath.get(path)?.imports ?? []) {
        const target = specifier.startsWith('.') ? resolveImport(path, specifier) : specifier;
        if (!forbidden.some((name) => target.startsWith(name))) continue;
        faults.push({
          path,
          line,
          wrong: `${trail.join(' → ')} reaches ${target}`,
          instead: `${entry} must not: hand it in from outside`,
        });
      }
    }
  }
  return faults;
}

/** An imported type or an `import()` also closes a circle. */
function circleFaults({ sources }: Tree): Fault[] {
  const own = sources.filter(({ path }) => /^(?:src|workers)\//.test(path));
  const graph = new Map(
    own.map(({ path, imports }) => [
      path,
      imports.map(({ specifier }) => resolveImport(path, specifier)),
    ]),
  );
  return circlesOf(graph).map(({ files, way }) => {
    const [path, next] = way as [string, string];
    const { imports } = own.find((source) => source.path === path)!;
    const line = imports.find(({ specifier }) => resolveImport(path, specifier) === next)!.line;
    const more = files.length > way.length - 1 ? `, and ${files.length} files are in it` : '';
    const wrong = `imports go in a circle: ${way.join(' → ')}${more}`;
    return { path, line, wrong, instead: 'put what both need, types included, in a file below' };
  });
}

function apartFaults({ sources }: Tree): Fault[] {
  return sources.flatMap(({ path, imports }) => {
    const apart = APART.find((folders) => folders.some((folder) => path.startsWith(folder)));
    const others = apart?.filter((folder) => !path.startsWith(folder)) ?? [];
    return imports.flatMap(({ specifier, line }) => {
      const other = others.find((folder) => resolveImport(path, specifier).startsWith(folder));
      if (other === undefined) return [];
      const wrong = `imports ${specifier}, of ${other}`;
      return [{ path, line, wrong, instead: 'put what both need in a folder below them' }];
    });
  });
}

function banFaults({ sources }: Tree): Fault[] {
  const faults: Fault[] = [];
  for (const source of sources) {
    for (const [name, ban] of Object.entries(BANS)) {
      for (const place of placesOf(ban, source)) {
        const line = lineAt(source.text, place);
        const word = source.text.slice(place).split('\n', 1)[0]!.slice(0, 40).trim();
        faults.push({
          path: source.path,
          line,
          wrong: `${name}, here '${word}'`,
          instead: ban.instead,
        });
      }
    }
  }
  return faults;
}

function sizeFaults({ sources }: Tree): Fault[] {
  const faults: Fault[] = [];
  for (const { path, text, code } of sources) {
    if (!/^(?:src|workers|bench|test)\/.*\.ts$/.test(path)) continue;
    const lines = lineCount(text);
    if (lines > FILE_LINES_MAX) {
      faults.push({
        path,
        line: 0,
        wrong: `${lines} lines, at most ${FILE_LINES_MAX}`,
        instead: 'split it into files of one noun each',
      });
    }
    for (const { line, head, lines: length } of functionsOf(code)) {
      if (length <= FUNCTION_LINES_MAX || /^describe\b/.test(head)) continue;
      const wrong = `a function of ${length} lines, at most ${FUNCTION_LINES_MAX}`;
      faults.push({ path, line, wrong, instead: 'name its parts and make them functions' });
    }
  }
  return faults;
}

function widthFaults({ sources }: Tree): Fault[] {
  return sources.flatMap(({ path, text }) =>
    wideLines(path, text).map(({ line, columns }) => ({
      path,
      line,
      wrong: `${columns} columns, at most ${COLUMNS_MAX}`,
      instead: 'shorten it, or break it where the sense has a break',
    })),
  );
}

function nameFaults({ sources }: Tree): Fault[] {
  return sources.flatMap(({ path }) => {
    const name = /(?:^|\/)(utils?|helpers?|common|misc|shared)(?=[./]|$)/i.exec(path)?.[1];
    if (name === undefined || !/\.(?:ts|md)$/.test(path)) return [];
    return [
      {
        path,
        line: 0,
        wrong: `the name '${name}' says nothing`,
        instead: 'name it by the noun that it holds, in the room that owns it',
      },
    ];
  });
}

function orphanFaults({ sources }: Tree): Fault[] {
  const byPath = new Map(sources.map((source) => [source.path, source]));
  const paths = [...byPath.keys()];
  const reached = reach(paths.filter(isEntry), byPath);
  const benched = reach(
    paths.filter((path) => path.startsWith('bench/')),
    byPath,
  );
  const tested = reach(
    paths.filter((path) => path.startsWith('test/')),
    byPath,
  );
  const faults: Fault[] = [];
  for (const path of paths) {
    if (
      !path.startsWith('src/') ||
      !path.endsWith('.ts') ||
      reached.has(path) ||
      path in ORPHANS_ALLOWED
    )
      continue;
    const by = benched.has(path)
      ? 'only a benchmark reaches it'
      : tested.has(path)
        ? 'only a test reaches it'
        : 'nothing reaches it';
    faults.push({
      path,
      line: 0,
      wrong: by,
      instead: 'import it where it is needed from src/*.ts or workers/*.ts, or take it away',
    });
  }
  for (const path of Object.keys(ORPHANS_ALLOWED)) {
    if (byPath.has(path) && !reached.has(path)) continue;
    faults.push({
      path,
      line: 0,
      wrong: 'is no orphan',
      instead: 'take it out of ORPHANS_ALLOWED in test/tidy/rooms.ts',
    });
  }
  return faults;
}

/** Tests of more than one file. */
const ACROSS_ROOMS =
  /^test\/(?:tidy\.test\.ts$|(?:tidy|invariants|cli|examples|package|browser)\/)/;

function mirrorFaults({ sources }: Tree): Fault[] {
  const paths = new Set(sources.map(({ path }) => path));
  const faults: Fault[] = [];
  for (const path of paths) {
    if (!/^test\/.*\.test\.ts$/.test(path) || ACROSS_ROOMS.test(path)) continue;
    const subject = path.replace(/^test\//, '').replace(/(?:\.deep)?\.test\.ts$/, '.ts');
    const mirrored = /^(?:workers|bench)\//.test(subject) ? subject : `src/${subject}`;
    if (paths.has(mirrored)) continue;
    const instead =
      'name the test after the file that it tests; a test of several rooms goes to test/invariants';
    faults.push({ path, line: 0, wrong: `there is no ${mirrored}`, instead });
  }
  return faults;
}

const TOP =
  /^(?:package\.json|package-lock\.json|tsconfig\.json|biome\.json|vitest\.config\.ts|LICENSE|[\w-]+\.md|src|workers|bench|test|docs|\..+)$/;
/** Generated files, which git does not keep. */
const TOP_GENERATED = /^(?:dist|runs|node_modules|coverage|test-artefacts|.+\.tgz)$/;

function topFaults({ top }: Tree): Fault[] {
  return top
    .filter((name) => !TOP.test(name) && !TOP_GENERATED.test(name))
    .map((path) => ({
      path,
      line: 0,
      wrong: 'does not belong at the top',
      instead: 'put it in src, workers, bench, test or docs',
    }));
}

/** The files that imports reach from the entries, each with the trail that leads to it. */
function reach(
  entries: readonly string[],
  byPath: ReadonlyMap<string, Source>,
): Map<string, string[]> {
  const trails = new Map(entries.map((entry) => [entry, [entry]]));
  for (const [path, trail] of trails) {
    for (const { specifier } of byPath.get(path)?.imports ?? []) {
      const target = resolveImport(path, specifier);
      if (byPath.has(target) && !trails.has(target)) trails.set(target, [...trail, target]);
    }
  }
  return trails;
}

/**
 * Room and `room/file` of a path: `src`, `workers` or `bench` for files outside the rooms,
 * undefined for all others.
 */
function roomOf(path: string): [room: string | undefined, file: string] {
  const [, room, rest] = /^src\/([^/]+)\/(.+?)(?:\.ts)?$/.exec(path) ?? [];
  if (room !== undefined) return [room, `${room}/${rest}`];
  const outside = /^(src|workers|bench)\/.*\.ts$/.exec(path)?.[1];
  return [outside, outside ?? ''];
}

/** Returns `zod` for `zod/v4`, `@scope/name` for `@scope/name/part`, and `node:` modules whole. */
function packageOf(specifier: string): string {
  if (specifier.startsWith('node:')) return specifier;
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
