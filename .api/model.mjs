/** Reads what the entries of the package export, from the types of the build. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

/** What is indented in its class. */
const MEMBERS = new Set(['Method', 'Property', 'Constructor']);
const SILENT = { default: { logLevel: 'none' } };

/** A symbol or a member: its declaration, and its docstring by parts. */
function describe(root, node) {
  return {
    name: node.name ?? 'constructor',
    kind: node.kind,
    declaration: declarationOf(root, node),
    doc: parseDoc(node.docComment ?? ''),
    parameters: parametersOf(node),
    members: node.kind === 'Class' ? membersOf(root, node) : [],
  };
}

/** The members of a class in the order of its declaration. */
function membersOf(root, node) {
  const text = readFileSync(join(root, node.fileUrlPath), 'utf8');
  const body = text.slice(text.indexOf(`class ${node.name} `));
  const placeOf = ({ name }) =>
    body.search(new RegExp(`^ {4}(?:readonly |get |static )*${name ?? 'constructor'}\\b`, 'm'));
  return node.members
    .toSorted((a, b) => placeOf(a) - placeOf(b))
    .map((member) => describe(root, member));
}

/** The names of the parameters. */
function parametersOf(node) {
  return (node.parameters ?? []).map((each) => ({
    name: each.parameterName,
    isOptional: each.isOptional,
  }));
}

/**
 * A declaration as the compiler wrote it, with the comments of its fields and in their order, which
 * the model of API Extractor does not keep.
 */
function declarationOf(root, node) {
  const code = node.excerptTokens
    .map(({ text }) => text)
    .join('')
    .replace(/\n {4}/g, MEMBERS.has(node.kind) ? '\n' : '\n    ');
  if (node.kind !== 'Interface' && node.kind !== 'TypeAlias') return code;
  const text = readFileSync(join(root, node.fileUrlPath), 'utf8');
  const word = node.kind === 'Interface' ? 'interface' : 'type';
  const begin = text.search(new RegExp(`^export (?:declare )?${word} ${node.name}\\b`, 'm'));
  const end = node.kind === 'Interface' ? /^}$|\{\n?\}$/m : /;$(?!\n(?: | ?\/\*))/m;
  if (begin === -1) return code;
  const rest = text.slice(begin);
  const closing = node.kind === 'Interface' ? end.exec(rest) : closeType(rest);
  return rest.slice(0, closing.index + closing[0].length);
}

/** Where a type alias ends: at the first semicolon outside of all brackets and comments. */
function closeType(text) {
  let depth = 0;
  const masked = text.replace(/\/\*.*?\*\//gs, (comment) => ' '.repeat(comment.length));
  for (let at = 0; at < masked.length; at++) {
    if ('{(['.includes(masked[at])) depth++;
    if ('})]'.includes(masked[at])) depth--;
    if (masked[at] === ';' && depth === 0) return { index: at, 0: ';' };
  }
  return { index: text.length, 0: '' };
}

const THROWS = /(?:^|(?<=[.)] ))(?:Throws|Rejects)\b[^.]*\.(?= |$)/g;

/** The parts of a docstring; sentences that begin with "Throws" or "Rejects" are its errors. */
function parseDoc(comment) {
  const lines = comment
    .trim()
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, '').trimEnd());
  const [prose, ...tags] = lines.join('\n').split(/^@/m);
  const parameters = {};
  for (const tag of tags) {
    const [, name, meaning] = /^param (\w+) - (.*)$/s.exec(tag) ?? [];
    if (name !== undefined) parameters[name] = meaning.replace(/\s+/g, ' ').trim();
  }
  const paragraphs = prose
    .trim()
    .split(/\n\n+/)
    .map((each) => (/^- /m.test(each) ? each : each.replace(/\s+/g, ' ')))
    .filter((each) => each !== '');
  const errors = paragraphs.flatMap((each) => each.match(THROWS) ?? []);
  return {
    paragraphs: paragraphs
      .map((each) => each.replace(THROWS, '').replace(/ {2,}/g, ' ').trim())
      .filter((each) => each !== ''),
    errors: errors.map((each) => each.trim()),
    parameters,
    isBeta: tags.some((tag) => tag.startsWith('beta')),
  };
}

/** The exported symbols of one entry, and the types that it uses and does not export. */
function readEntry(root, file, folder) {
  const apiJsonFilePath = join(folder, 'entry.api.json');
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, file.replace(/\.js$/, '.d.ts')),
      compiler: { tsconfigFilePath: join(root, 'tsconfig.json') },
      apiReport: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      docModel: { enabled: true, apiJsonFilePath },
      messages: {
        extractorMessageReporting: {
          ...SILENT,
          'ae-forgotten-export': { logLevel: 'warning' },
        },
        tsdocMessageReporting: SILENT,
        compilerMessageReporting: SILENT,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(root, 'package.json'),
  });
  const forgotten = [];
  Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => {
      const [, name] = /symbol "(\w+)"/.exec(message.text) ?? [];
      if (message.messageId === 'ae-forgotten-export') forgotten.push(name);
      message.handled = true;
    },
  });
  const { members } = JSON.parse(readFileSync(apiJsonFilePath, 'utf8')).members[0];
  return { symbols: members.map((member) => describe(root, member)), forgotten };
}

/** Every entry by its name: what it is about, its symbols, and the types that it leaves out. */
export function readEntries(root) {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const folder = mkdtempSync(join(tmpdir(), 'smars-api-'));
  try {
    return Object.fromEntries(
      Object.entries(exports)
        .filter(([entry, file]) => file.endsWith('.js') && !entry.startsWith('./workers/'))
        .map(([entry, file]) => {
          const source = file.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts');
          const about = parseDoc(
            /\/\*\*.*?\*\//s.exec(readFileSync(join(root, source), 'utf8'))?.[0] ?? '',
          ).paragraphs.join(' ');
          return [`smars${entry.slice(1)}`, { about, ...readEntry(root, file, folder) }];
        }),
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
