/** Writes API.md, or the file that is named, from the compiled types of every entry, with API Extractor. Run it by `npm run api`, after a build. */
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
      messages: { extractorMessageReporting: NONE, tsdocMessageReporting: NONE, compilerMessageReporting: NONE },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: join(ROOT, 'package.json'),
  });
  const { succeeded } = Extractor.invoke(config, { localBuild: true, messageCallback: (message) => (message.handled = true) });
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
  const members = (member.members ?? []).filter(({ docComment }) => docComment);
  const rows = members.map((part) => `- \`${codeOf(part).replace(/\s+/g, ' ')}\` ${textOf(part.docComment).replace(/\s+/g, ' ')}`);
  return [
    `#### ${member.name}`,
    `\`\`\`ts\n${codeOf(member).replace(/^export declare /, '')}\n\`\`\``,
    ...(member.docComment ? [textOf(member.docComment)] : []),
    ...(rows.length > 0 ? [rows.join('\n')] : []),
  ].join('\n\n');
}

const folder = mkdtempSync(join(tmpdir(), 'smars-api-'));
try {
  const parts = Object.entries(entries)
    .filter(([, file]) => file.endsWith('.js'))
    .map(([entry, file]) => {
      const about =
        /\/\*\* (.*?) \*\//s.exec(readFileSync(join(ROOT, file.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts')), 'utf8'))?.[1] ?? '';
      const members = readModel(entry, file, folder).sort((a, b) => a.name.localeCompare(b.name, 'en'));
      return [`## smars${entry.slice(1)}`, about.replace(/\s*\n \*\s*/g, ' '), ...members.map(describeMember)].join('\n\n');
    });
  const head = '# API\n\nEvery public symbol by entry, from the types of the build (`npm run api`). ESM, no side effects on import.';
  writeFileSync(process.argv[2] ?? join(ROOT, 'API.md'), `${[head, ...parts].join('\n\n')}\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
