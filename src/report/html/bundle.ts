import { assert } from '../../base/assert.js';

const IMPORT = /^import\s[^;]*?from '([^']+)';\n?/gm;

/**
 * Compiled modules as one script: each after those that it imports, once, without its imports and exports. That is all a bundler has to do here, since the modules name
 * nothing twice and rename nothing; both are checked. `read` gives a module's text by its path.
 */
export function bundleModules(entry: string, read: (path: string) => string): string {
  const texts = new Map<string, string>();
  const take = (path: string): void => {
    if (texts.has(path)) return;
    texts.set(path, '');
    const text = read(path);
    for (const [clause, from] of text.matchAll(IMPORT)) {
      assert(from!.startsWith('.') && !/\sas\s/.test(clause), `report/html/bundle: ${path}: cannot inline ${clause.trim()}`);
      take(new URL(from!, `file:///${path}`).pathname.slice(1));
    }
    const plain = text.replaceAll(IMPORT, '').replaceAll(/^export (?=(?:async )?(?:function|const|class)\b)/gm, '');
    assert(!/^export\b/m.test(plain), `report/html/bundle: ${path}: has an export that is no declaration`);
    texts.delete(path);
    texts.set(path, plain.replaceAll(/^\/\/# sourceMappingURL=.*\n?/gm, ''));
  };
  take(entry);
  const code = [...texts.values()].join('');
  const names = [...code.matchAll(/^(?:async )?(?:function|const|let|class) (\w+)/gm)].map(([, name]) => name!);
  const twice = names.find((name, at) => names.indexOf(name) !== at);
  assert(twice === undefined, `report/html/bundle: two modules declare ${twice}`);
  return code;
}
