const CONTROLS = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const CONTROLS_WITHIN_LINES = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/**
 * Escapes characters that would move the cursor, colour the terminal or reverse the text direction:
 * controls, format characters, unpaired surrogates, line and paragraph separators.
 */
export function escapeControls(text: string): string {
  return text.replace(CONTROLS, escapeCharacter);
}

/** Escapes a text of several lines the same way, but keeps its line feeds. */
export function escapeLines(text: string): string {
  return text.replace(CONTROLS_WITHIN_LINES, escapeCharacter);
}

/** Escapes in JSON's notation, so that JSON text keeps its value. */
export function escapeAsJson(text: string): string {
  return text.replace(CONTROLS_WITHIN_LINES, (character) =>
    Array.from(
      { length: character.length },
      (_, n) => `\\u${character.charCodeAt(n).toString(16).padStart(4, '0')}`,
    ).join(''),
  );
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0)!;
  return code < 0x100 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
}
