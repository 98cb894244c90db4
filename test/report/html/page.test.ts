import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Page } from '../../../src/report/html/model.js';
import { writePage } from '../../../src/report/html/page.js';

const EMPTY: Page = {
  kicker: '',
  title: '',
  lead: '',
  figures: [],
  sections: [],
  marks: [],
  foot: '',
};
const PARTS = { library: 'var uPlot = 1;', libraryStyle: '.u { }', script: 'draw();' };

describe('a page', () => {
  test('keeps hostile names within its data and its title', () => {
    const html = writePage(
      {
        ...EMPTY,
        title: '</title><script>alert(1)</script>',
        foot: '</script><img src=x onerror=alert(1)>',
      },
      PARTS,
    );
    expect(html.match(/<script/g)).toHaveLength(2);
    expect(html.match(/<\/script>/g)).toHaveLength(2);
    expect(html).not.toContain('<img');
    expect(html).toContain('<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;</title>');
  });

  test('allows only its own script and style, by hash, and makes no requests', () => {
    const html = writePage(EMPTY, { ...PARTS, script: 'say("</script><!--");' });
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
    const [code, style] = [
      /<script>([\s\S]*?)<\/script>/.exec(html)![1]!,
      /<style>([\s\S]*?)<\/style>/.exec(html)![1]!,
    ];
    const hash = (text: string): string => createHash('sha256').update(text).digest('base64');
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src 'sha256-${hash(code)}'`,
      `style-src 'sha256-${hash(style)}'`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(code).toContain('say("<\\/script><\\!--");');
    expect(html.replaceAll(/<script>[\s\S]*?<\/script>/g, '')).not.toMatch(/https?:|src=/);
  });
});
