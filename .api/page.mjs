/** Prints the API reference as Markdown. */

const WIDTH = 100;
/** Declarations that are longer are cut: they are tables of data. */
const DECLARATION_LINES_MAX = 120;
/** What the end of a name says of its unit. */
const UNITS = [
  [/Ns$/, 'ns'],
  [/(?:^ms|Ms)$/, 'ms'],
  [/Seconds$/, 's'],
  [/[dD]ollars$/, '$'],
  [/Ticks$/, 'ticks of $0.0001'],
  [/[mM]oney$/, 'ticks × shares'],
  [/^percentile$/, '%, 0 to 100'],
];

const unitOf = (name) => UNITS.find(([ending]) => ending.test(name))?.[1] ?? '';

/** A text in lines of at most 100 columns; list items stay apart. */
function wrap(text, indent = '') {
  return text
    .split(/\n(?=- )/)
    .map((part) => {
      const hang = part.startsWith('- ') ? `${indent}  ` : indent;
      const lines = [];
      let line = '';
      for (const word of part.replace(/\s+/g, ' ').trim().split(' ')) {
        const longer = line === '' ? word : `${line} ${word}`;
        const room = WIDTH - (lines.length === 0 ? indent : hang).length;
        if (longer.length <= room || line === '') line = longer;
        else {
          lines.push(line);
          line = word;
        }
      }
      lines.push(line);
      return lines.map((each, n) => (n === 0 ? indent : hang) + each).join('\n');
    })
    .join('\n');
}

/** The anchors that GitHub gives to headings, in their order. */
function anchors() {
  const seen = new Map();
  return (heading) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replace(/ /g, '-');
    const times = seen.get(slug) ?? 0;
    seen.set(slug, times + 1);
    return times === 0 ? slug : `${slug}-${times}`;
  };
}

/** A declaration without its modifiers, indented by two, and long lines broken. */
function tidyDeclaration({ declaration, kind }) {
  const bare = declaration
    .replace(/^export /, '')
    .replace(/^declare /, '')
    .replace(/^( +)/gm, (spaces) => ' '.repeat(Math.ceil(spaces.length / 2)))
    .replace(/^( *)readonly /gm, '$1')
    .replace(/([{;(] )readonly /g, '$1');
  // A constant that is a function is shown as one.
  const called =
    (kind === 'Variable' || kind === 'Function') &&
    /^(?:const )?(\w+): (\(.*\)) => (.*?);?$/s.exec(bare);
  const variable = `const ${bare.replace(/^const /, '')}`;
  const full = called
    ? `function ${called[1]}${called[2]}: ${called[3]};`
    : kind === 'Variable'
      ? variable
      : bare.replace(/ +$/gm, '');
  const lines = full.split('\n').flatMap((line) => (line.length > WIDTH ? spread(line) : [line]));
  return lines.length <= DECLARATION_LINES_MAX
    ? lines.join('\n')
    : [...lines.slice(0, 12), '  // … and so on'].join('\n');
}

/** The places of a text where a separator is outside of all brackets but the first `depth`. */
function splitAt(text, separator, depth) {
  const parts = [];
  let open = 0;
  let begin = 0;
  for (let at = 0; at < text.length; at++) {
    if ('({[<'.includes(text[at])) open++;
    if (')}]'.includes(text[at]) || (text[at] === '>' && text[at - 1] !== '=')) open--;
    if (open === depth && text.startsWith(separator, at)) {
      parts.push(text.slice(begin, at));
      begin = at + separator.length;
    }
  }
  return [...parts, text.slice(begin)];
}

/** A line that is too long, broken at its parameters, or else at the members of its union. */
function spread(line) {
  const indent = ' '.repeat(line.length - line.trimStart().length);
  const open = line.indexOf('(');
  const parts = open === -1 ? [] : splitAt(line, ', ', 1);
  if (parts.length > 1 || (open !== -1 && /\)(?::| =>)/.test(line) && !line.includes(' | '))) {
    const close = closing(line, open);
    const inner = splitAt(line.slice(open + 1, close), ', ', 0);
    return [
      line.slice(0, open + 1),
      ...inner.map((each) => `${indent}  ${each},`),
      indent + line.slice(close),
    ];
  }
  const members = splitAt(line.trim(), ' | ', 0);
  if (members.length < 3) return wrapCode(line, indent);
  const [, head, first] = /^(.*?[:=] )(.*)$/s.exec(members[0]) ?? [undefined, '', members[0]];
  return [
    indent + head.trimEnd(),
    ...[first, ...members.slice(1)].map((each) => `${indent}  | ${each}`),
  ];
}

/** A line of code that nothing else breaks, at its spaces; a comment keeps its star. */
function wrapCode(line, indent) {
  const star = /^\s*(?:\/\*\*|\*) /.test(line) ? `${indent.replace(/ $/, '')} * ` : `${indent}    `;
  const lines = [];
  let rest = line;
  while (rest.length > WIDTH) {
    const at = rest.lastIndexOf(' ', WIDTH);
    if (at <= star.length) break;
    lines.push(rest.slice(0, at));
    rest = star + rest.slice(at + 1);
  }
  return [...lines, rest];
}

function closing(text, open) {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    if (text[at] === '(') depth++;
    if (text[at] === ')' && --depth === 0) return at;
  }
  return text.length;
}

function parameterTable({ parameters, doc }) {
  const isSaid = ({ name }) => doc.parameters[name] !== undefined || unitOf(name) !== '';
  const said = parameters.filter(isSaid);
  if (said.length === 0) return [];
  const rows = said.map(({ name, isOptional }) => {
    const meaning = doc.parameters[name] ?? '';
    return `| \`${name}\`${isOptional ? ', optional' : ''} | ${unitOf(name)} | ${meaning} |`;
  });
  return [['| parameter | unit | meaning |', '| --- | --- | --- |', ...rows].join('\n')];
}

/** What is said of a symbol or a method below its heading. */
function describe(symbol, examples) {
  const { doc } = symbol;
  const shown = examples.filter(({ text }) => new RegExp(`\\b${symbol.name}\\b`).test(text));
  return [
    ...(doc.isBeta ? ['*Beta: may still change.*'] : []),
    `\`\`\`ts\n${tidyDeclaration(symbol)}\n\`\`\``,
    ...doc.paragraphs.map((each) => wrap(each)),
    ...parameterTable(symbol),
    ...(doc.errors.length > 0 ? [wrap(`**Errors.** ${doc.errors.join(' ')}`)] : []),
    ...(shown.length > 0 && symbol.kind !== 'Interface' && symbol.kind !== 'TypeAlias'
      ? [wrap(`**Example.** ${shown.map(({ link }) => link).join(', ')}`)]
      : []),
  ];
}

/** A class: its docstring, then each member; other symbols in one piece. */
function section(symbol, examples, depth) {
  const heading = `${'#'.repeat(depth)} ${symbol.name}`;
  if (symbol.kind !== 'Class') return [heading, ...describe(symbol, examples)];
  const members = symbol.members.filter(({ name }) => name !== 'name' && name !== 'constructor');
  const maker = symbol.members.find(({ kind }) => kind === 'Constructor');
  const bare = { ...symbol, declaration: symbol.declaration.trim() };
  const made = maker === undefined ? '' : `\n  ${tidyDeclaration(maker)}`;
  const [head, ...rest] = describe({ ...bare, parameters: [] }, examples);
  return [
    heading,
    head.replace(/\n```$/, ` {${made}${made === '' ? '' : '\n'}}\n\`\`\``),
    ...rest,
    ...members.flatMap((member) => [
      `${'#'.repeat(depth + 1)} ${symbol.name}: ${member.name}`,
      ...describe(member, []),
    ]),
  ];
}

/** The index: all names by letter, with links. */
function indexOf(names, anchorOf) {
  const letters = [...new Set(names.map((name) => name[0].toUpperCase()))];
  return letters
    .map((letter) => names.filter((name) => name[0].toUpperCase() === letter))
    .map((of) => wrap(`- ${of.map((name) => `[${name}](#${anchorOf.get(name)})`).join(' · ')}`))
    .join('\n');
}

/** The page of all entries. */
export function printPage(entries, tasks, examples) {
  const slug = anchors();
  const anchorOf = new Map();
  slug('API');
  slug('Index');
  const body = [];
  for (const [entry, { about, symbols }] of Object.entries(entries)) {
    // A constant goes before the type of its values.
    const byName = new Map(
      symbols
        .toSorted((a, b) => Number(a.kind === 'Variable') - Number(b.kind === 'Variable'))
        .map((symbol) => [symbol.name, symbol]),
    );
    body.push(`## ${entry}`, wrap(about));
    slug(entry);
    for (const [task, names] of Object.entries(tasks[entry])) {
      body.push(`### ${task}`);
      slug(task);
      for (const name of names.trim().split(/\s+/)) {
        const blocks = section(byName.get(name), examples, 4);
        for (const block of blocks)
          if (/^#{4,5} /.test(block)) {
            const anchor = slug(block.replace(/^#+ /, ''));
            if (block.startsWith('#### ')) anchorOf.set(name, anchor);
          }
        body.push(...blocks);
      }
    }
  }
  const names = [...anchorOf.keys()].sort((a, b) => a.localeCompare(b, 'en'));
  const head =
    `The ${names.length} public symbols by entry, then by task; \`npm run api\` prints this page ` +
    'from the types of the build. Fields of objects are read-only unless their text says ' +
    'otherwise. Symbols marked *Beta* may still change within 0.1; the others change only with a ' +
    'note in CHANGELOG.md.';
  return `${['# API', wrap(head), '## Index', indexOf(names, anchorOf), ...body].join('\n\n')}\n`;
}
