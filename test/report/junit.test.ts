import { expect, test } from 'vitest';
import { writeJUnit } from '../../src/report/junit.js';

test('a JUnit file counts its cases and names the failures', () => {
  const text = writeJUnit('smars load x', [
    { name: 'throughput>5M', seconds: 1.5 },
    { name: 'decision.p99<50us', seconds: 1.5, failure: 'measured 80us' },
  ]);
  expect(text).toContain(
    '<testsuite name="smars load x" tests="2" failures="1" errors="0" skipped="0" time="3.000">',
  );
  expect(text).toContain(
    '<testcase classname="smars load x" name="throughput&gt;5M" time="1.500"/>',
  );
  expect(text).toContain('<failure message="measured 80us"/>');
});

test('a JUnit file escapes hostile names', () => {
  const text = writeJUnit('a"&<b>', [
    { name: '\'<img src=x onerror="alert(1)">\u0000', seconds: 0, failure: ']]>&' },
  ]);
  expect(text).not.toContain('<img');
  expect(text).not.toContain('\u0000');
  expect(text).toContain('classname="a&quot;&amp;&lt;b&gt;"');
  expect(text).toContain('message="]]&gt;&amp;"');
});

test('a JUnit file tells warnings beside its cases, escaped', () => {
  const cases = [{ name: 'a', seconds: 1 }];
  const text = writeJUnit('smars load x', cases, ['50 % < all', 'more']);
  expect(text).toContain('failures="0"');
  expect(text).toContain(
    '    <system-err>warning: 50 % &lt; all\nwarning: more</system-err>\n  </testsuite>',
  );
  expect(writeJUnit('smars load x', cases)).not.toContain('system-err');
});
