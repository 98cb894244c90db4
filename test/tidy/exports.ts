import { EXPORTS_ALLOWED } from './rooms.js';
import { type Fault, type Rule, resolveImport, type Tree } from './rule.js';
import { lineAt, type Source } from './source.js';

/** A name that a file exports, and where it is declared; re-exported names have none. */
export interface Exported {
  readonly name: string;
  readonly line: number;
}

const WORDS = '(?:declare |abstract |async )*(?:const|let|function\\*?|class|interface|type)';
const DECLARED = new RegExp(`^export ${WORDS} (?<name>[\\w$]+)`, 'gm');
const TAKEN_OUT = /^export const \{(?<names>[^}]*)\} = /gm;
const LISTED = /^export (?:type )?\{(?<names>[^}]*)\}(?! from)/gm;

/** The names of a list in braces: `a`, `type B`, `c as d`; which side of `as` is wanted. */
function namesOf(list: string, side: 'before' | 'after'): string[] {
  return list
    .split(',')
    .map((each) => each.trim().replace(/^type /, ''))
    .filter((each) => each !== '')
    .map((each) => {
      const [before, after = before] = each.split(/ as |: /);
      return (side === 'before' ? before : after)!.trim();
    });
}

/** What a file declares and exports; a type beside its constant is one name. */
export function exportsOf({ code }: Source): Exported[] {
  const lines = new Map<string, number>();
  const note = (name: string, place: number): void => {
    if (!lines.has(name)) lines.set(name, lineAt(code, place));
  };
  for (const { groups, index } of code.matchAll(DECLARED)) note(groups!.name!, index);
  for (const form of [TAKEN_OUT, LISTED])
    for (const { groups, index } of code.matchAll(form))
      for (const name of namesOf(groups!.names!, 'after')) note(name, index);
  return [...lines].map(([name, line]) => ({ name, line }));
}

const NAMED = /^(?:import|export)(?: type)? (?:[\w$]+, )?\{(?<names>[^}]*)\} from (?<quote>['"])/gm;
const WHOLE = /^import(?: type)? \* as (?<space>[\w$]+) from (?<quote>['"])/gm;
const LATER = /\bimport\(\s*(?<quote>['"])|^export \* from (?<quote2>['"])/gm;

/**
 * What a file takes from others, as `path name`. An `import()` and an `export *` take all, which is
 * `path *`.
 */
export function takenBy({ path, text, code }: Source): string[] {
  const from = (end: number, quote: string): string =>
    resolveImport(path, text.slice(end, code.indexOf(quote, end)));
  const taken: string[] = [];
  for (const match of code.matchAll(NAMED)) {
    const { names, quote } = match.groups!;
    const target = from(match.index + match[0].length, quote!);
    for (const name of namesOf(names!, 'before')) taken.push(`${target} ${name}`);
  }
  for (const match of code.matchAll(WHOLE)) {
    const { space, quote } = match.groups!;
    const target = from(match.index + match[0].length, quote!);
    const members = [...code.matchAll(new RegExp(`(?<![\\w$.])${space}\\.([\\w$]+)`, 'g'))].flatMap(
      ([, name]) => name!,
    );
    const taken_out = [...code.matchAll(new RegExp(`\\{([^{}]*)\\} = ${space};`, 'g'))].flatMap(
      ([, list]) => namesOf(list!, 'before'),
    );
    for (const name of [...members, ...taken_out]) taken.push(`${target} ${name}`);
  }
  for (const match of code.matchAll(LATER)) {
    const { quote, quote2 } = match.groups!;
    taken.push(`${from(match.index + match[0].length, (quote ?? quote2)!)} *`);
  }
  return taken;
}

const isOurs = ({ path }: Source): boolean => /^(?:src|workers|bench)\/.*\.c?ts$/.test(path);
/** An entry, of a program, a thread or a page: its exports are for others. */
export const isEntry = (path: string): boolean =>
  /^(?:src|workers)\/[^/]+\.ts$/.test(path) ||
  /^src\/(?:report\/html|bridge)\/client\/(?:main|alone|worker)\.ts$/.test(path);

/**
 * One name, one thing: no two files of `src` declare and export one name. A checked function of
 * `src/embed` has the name of the function that it calls, since users and authors mean the same by
 * it.
 */
export const twiceExported: Rule = ({ sources }: Tree): Fault[] => {
  const homes = new Map<string, { path: string; line: number }[]>();
  for (const source of sources) {
    if (!source.path.startsWith('src/') || source.path.startsWith('src/embed/')) continue;
    for (const { name, line } of exportsOf(source))
      homes.set(name, [...(homes.get(name) ?? []), { path: source.path, line }]);
  }
  return [...homes].flatMap(([name, places]) =>
    places.slice(1).map(({ path, line }) => ({
      path,
      line,
      wrong: `exports ${name}, as ${places[0]!.path} does`,
      instead: 'give one of them another name, or import it',
    })),
  );
};

/**
 * No export without a user: another file of `src`, `workers` or `bench` imports it, or an entry
 * hands it on. A test is a user only of what its own module uses as well: what tests alone need is
 * dead code with a test.
 */
export const unusedExport: Rule = ({ sources }: Tree): Fault[] => {
  const taken = new Set(sources.filter(isOurs).flatMap(takenBy));
  const tested = new Set(sources.filter(({ path }) => path.startsWith('test/')).flatMap(takenBy));
  return sources
    .filter((source) => isOurs(source) && !isEntry(source.path))
    .flatMap((source) =>
      exportsOf(source)
        .filter(({ name }) => {
          const { path, code } = source;
          if (`${path} ${name}` in EXPORTS_ALLOWED) return false;
          if (taken.has(`${path} ${name}`) || taken.has(`${path} *`)) return false;
          const uses = code.match(
            new RegExp(`(?<![\\w$.])${name.replace('$', '\\$')}(?![\\w$])`, 'g'),
          );
          const isTested = tested.has(`${path} ${name}`) || tested.has(`${path} *`);
          return !(isTested && uses!.length > 1);
        })
        .map(({ name, line }) => ({
          path: source.path,
          line,
          wrong: tested.has(`${source.path} ${name}`)
            ? `only tests use ${name}`
            : `nobody imports ${name}`,
          instead: 'keep it to the file, or take it away',
        })),
    );
};
