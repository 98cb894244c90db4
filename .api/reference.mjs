/**
 * Writes docs/reference/api.md, or the file that is named, from the compiled types of every entry,
 * with API Extractor. Run it by `npm run api`, after a build.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Extractor, ExtractorConfig } from '@microsoft/api-extractor';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const { exports: entries } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
const NONE = { default: { logLevel: 'none' } };

/** What one entry exports, as API Extractor's model of it. */
function readModel(entry, file, folder) {
  const apiJsonFilePath = join(folder, `${entry.replace(/\W/g, '')}.api.json`);
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: join(ROOT, file.replace(/\.js$/, '.d.ts')),
      compiler: { tsconfigFilePath: join(ROOT, 'tsconfig.json') },
      apiReport: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      docModel: { enabled: true, apiJsonFilePath },
      messages: {
        extractorMessageReporting: NONE,
        tsdocMessageReporting: NONE,
        compilerMessageReporting: NONE,
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, {
    localBuild: true,
    messageCallback: (message) => (message.handled = true),
  });
  if (!succeeded) throw new Error(`the types of ${entry} cannot be read`);
  return JSON.parse(readFileSync(apiJsonFilePath, 'utf8')).members[0].members;
}

const textOf = (comment) =>
  comment
    .trim()
    .replace(/^\/\*\*|\*\/$/g, '')
    .split('\n')
    .map((line) => line.replace(/^\s*\* ?/, ''))
    .join('\n')
    .trim();
const codeOf = ({ excerptTokens }) => excerptTokens.map(({ text }) => text).join('');

function describeMember(member) {
  // A field without words of its own is shown all the same; a constructor is where it has some, or
  // takes something.
  const members = (member.members ?? []).filter(
    (part) => part.docComment || part.kind !== 'Constructor' || part.parameters.length > 0,
  );
  const rows = members.map((part) =>
    `- \`${codeOf(part).replace(/\s+/g, ' ')}\` ${textOf(part.docComment ?? '').replace(/\s+/g, ' ')}`.trimEnd(),
  );
  return [
    `#### ${member.name}`,
    `\`\`\`ts\n${codeOf(member).replace(/^export declare /, '')}\n\`\`\``,
    ...(member.docComment ? [textOf(member.docComment)] : []),
    ...(rows.length > 0 ? [rows.join('\n')] : []),
  ].join('\n\n');
}

/**
 * What of an entry's members says nothing of itself: symbols, and methods and properties of
 * classes. A type that only names the values of a constant is described there.
 */
function undocumented(entry, members) {
  const described = new Set(members.filter(({ docComment }) => docComment).map(({ name }) => name));
  const parts = members
    .filter(({ kind }) => kind === 'Class')
    .flatMap((member) => member.members.map((part) => ({ ...part, of: member.name })));
  const silent = parts
    .filter(
      ({ kind, name, docComment }) => kind !== 'Constructor' && name !== 'name' && !docComment,
    )
    .map((part) => `${part.of}.${part.name}`);
  return [...members.map(({ name }) => name).filter((name) => !described.has(name)), ...silent].map(
    (name) => `${entry}: ${name}`,
  );
}

const folder = mkdtempSync(join(tmpdir(), 'smars-api-'));
try {
  const silent = [];
  const parts = Object.entries(entries)
    .filter(([entry, file]) => file.endsWith('.js') && !entry.startsWith('./workers/'))
    .map(([entry, file]) => {
      const about =
        /\/\*\* (.*?) \*\//s.exec(
          readFileSync(join(ROOT, file.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts')), 'utf8'),
        )?.[1] ?? '';
      const members = readModel(entry, file, folder).sort((a, b) =>
        a.name.localeCompare(b.name, 'en'),
      );
      silent.push(...undocumented(`smars${entry.slice(1)}`, members));
      return [
        `## smars${entry.slice(1)}`,
        about.replace(/\s*\n \*\s*/g, ' '),
        ...members.map(describeMember),
      ].join('\n\n');
    });
  if (silent.length > 0) throw new Error(`no docstring: ${silent.join(', ')}`);
  const head =
    '# API\n\nEvery public symbol by entry, from the types of the build (`npm run api`). ESM, no side effects on import.';
  writeFileSync(
    process.argv[2] ?? join(ROOT, 'docs', 'reference', 'api.md'),
    `${[head, ...parts].join('\n\n')}\n`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
