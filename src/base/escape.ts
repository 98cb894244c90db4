/** Escapes text for other languages, one function for each language. */

/**
 * A text as an SQL string. The file system refuses a NUL character, which would end a query early,
 * before it gets here.
 */
export const sqlText = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A text as a table or column name in SQL. */
export const sqlName = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** A text as a CSV cell (RFC 4180). An empty text is quoted, since an empty cell means no value. */
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
 * A text between tags or in an attribute, in HTML and XML. U+FFFD replaces characters that XML
 * cannot hold.
 */
export function markupText(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 refuses these.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '\ufffd')
      .replace(/[&<>"']/g, (mark) => MARKUP[mark]!)
  );
}

/** A text as one word of a POSIX shell command. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
