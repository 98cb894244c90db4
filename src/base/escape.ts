/**
 * Any text inside another language: one function for each language, used wherever a text is written
 * into it.
 */

/**
 * A text as an SQL string. A character 0, which ends a query early, is refused by the caller's file
 * system first.
 */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A text as the name of a table or column in SQL. */
export const sqlName = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A text as a cell of CSV (RFC 4180). An empty text is quoted, since an empty cell is no value. */
export const csvText = (text: string): string =>
  text === '' || /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;

const MARKUP: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/**
 * A text between tags or in an attribute, in HTML and XML. Characters that XML cannot hold are
 * replaced by U+FFFD.
 */
export function markupText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that XML 1.0 refuses.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
      .replace(/[&<>"']/g, (mark) => MARKUP[mark]!)
  );
}

/** A text as one word of a POSIX shell. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
