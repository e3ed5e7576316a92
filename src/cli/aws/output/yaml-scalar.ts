/**
 * How a string is written in YAML: bare where it can be, else in single quotes, else in double quotes
 * (docs/service/command-line.md#yaml-output).
 */

const WIDTH = 80;

/** What YAML would read as something else than a string. */
const readsAsOther = [
  /^(?:true|True|TRUE|false|False|FALSE)$/,
  /^(?:~|null|Null|NULL|)$/,
  /^(?:[-+]?0b[0-1_]+|[-+]?0o?[0-7_]+|[-+]?[0-9_]+|[-+]?0x[0-9a-fA-F_]+)$/,
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|[-+]?[0-9][0-9_]*[eE][-+]?[0-9]+|[-+]?\.[0-9_]+(?:[eE][-+][0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  /^\d{4}-\d\d-\d\d$/,
  /^\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?$/,
  /^(?:<<|=)$/,
];
const indicatorFirst = /^[#,[\]{}&*!|>'"%@`]|^[?:-](?:\s|$)|^---|^\.\.\./;
// Printable in YAML: everything else is escaped, in double quotes.
const unprintable = /[^\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd\u{10000}-\u{10ffff}]/u;
const escapes: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\ufeff': 'ufeff',
};

/** The text from column `column` on; lines after the first begin with `indent`. A key is never broken. */
export function yamlString(text: string, indent: string, column: number, isKey = false): string {
  const width = isKey ? Number.POSITIVE_INFINITY : WIDTH;
  if (isBare(text)) return fold(text, indent, column, width, false);
  if (unprintable.test(text) || / [\n\x85\u2028\u2029]/.test(text) || (isKey && text.includes('\n'))) {
    return doubleQuoted(text, indent, column, width);
  }
  return `'${fold(text.replaceAll("'", "''"), indent, column + 1, width, true)}'`;
}

function isBare(text: string): boolean {
  return !(
    unprintable.test(text) ||
    indicatorFirst.test(text) ||
    /[\n\x85\u2028\u2029]|:(?:\s|$)|\s#|^ | $/.test(text) ||
    readsAsOther.some((pattern) => pattern.test(text))
  );
}

/** Breaks the line at the first single blank beyond the width; a line break of the text becomes an empty line. */
function fold(text: string, indent: string, column: number, width: number, quoted: boolean): string {
  let written = '';
  let at = column;
  for (const [part] of text.matchAll(/ +|\n+|[^ \n]+/g)) {
    const begin = written.length;
    if (part[0] === '\n') {
      written += `\n${part}${indent}`;
      at = indent.length;
    } else if (part === ' ' && at > width && !(quoted && (begin === 0 || isLast(text, part, written)))) {
      written += `\n${indent}`;
      at = indent.length;
    } else {
      written += part;
      at += [...part].length;
    }
  }
  return written;
}

/** A blank that ends a quoted text stays on its line, or it would be lost. */
function isLast(text: string, part: string, written: string): boolean {
  return text.endsWith(part) && written.replace(/\s/g, '').length === text.replace(/\s/g, '').length;
}

function doubleQuoted(text: string, indent: string, column: number, width: number): string {
  let line = '"';
  let written = '';
  let before = column;
  for (const character of text) {
    // A line that is too long ends with a backslash before a blank, which is escaped at the start of the next line.
    if (character === ' ' && before + line.length > width) {
      written += `${line}\\\n`;
      line = `${indent}\\ `;
      before = 0;
    } else {
      line += unprintable.test(character) || character in escapes ? escapedCharacter(character) : character;
    }
  }
  return `${written}${line}"`;
}

function escapedCharacter(character: string): string {
  const short = escapes[character];
  if (short !== undefined) return `\\${short}`;
  const code = character.codePointAt(0) ?? 0;
  if (code <= 0xff) return `\\x${code.toString(16).toUpperCase().padStart(2, '0')}`;
  return `\\u${code.toString(16).toUpperCase().padStart(4, '0')}`;
}
