import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { exportPage } from '../../src/bridge/export-page.js';
import { SMALL } from '../support/scenarios.js';

const PARTS = {
  script: 'begin("</script><!--");',
  engine: 'run("</script>");',
  style: 'p { }',
  debrief: {
    head: '<title>',
    body: '</script>',
    end: '',
    hashes: { script: 'sha256-a', style: 'b' },
  },
};
const HOSTILE = '</title></script><script>alert(1)</script><img src=x onerror=alert(1)>';

test('a drill in one file makes no request, and keeps hostile names within its data', () => {
  const html = exportPage(
    { story: { ...SMALL, title: HOSTILE, name: HOSTILE }, speed: 60, hasTrainer: true },
    PARTS,
  );
  expect(html.match(/<script/g)).toHaveLength(4);
  expect(html.match(/<\/script>/g)).toHaveLength(4);
  expect(html).not.toContain('<img');
  expect(html).not.toMatch(/https?:|src="/);
  const data = (id: string): string =>
    new RegExp(`id="${id}">([\\s\\S]*?)</script>`).exec(html)![1]!;
  expect(JSON.parse(data('story'))).toMatchObject({
    speed: 60,
    hasTrainer: true,
    story: { title: HOSTILE },
  });
  expect(JSON.parse(data('debrief-shell'))).toEqual(PARTS.debrief);
  expect(data('engine')).toBe('run("<\\/script>");');
});

test('its policy allows its own script, style and thread, and those of the debrief', () => {
  const html = exportPage({ story: SMALL, speed: 1, hasTrainer: false }, PARTS);
  const hash = (text: string): string =>
    `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const code = /<script>([\s\S]*?)<\/script>/.exec(html)![1]!;
  expect(code).toContain('begin("<\\/script><\\!--");');
  const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(html)![1]!;
  expect(policy.split('; ')).toEqual([
    "default-src 'none'",
    `script-src ${hash(code)} 'sha256-a'`,
    `style-src ${hash('p { }')} 'b'`,
    'worker-src blob:',
    "base-uri 'none'",
    "form-action 'none'",
  ]);
});
