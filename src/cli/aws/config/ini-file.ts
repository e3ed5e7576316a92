/**
 * The form of the configuration files: sections, `key = value` lines, and values nested below an empty key
 * (docs/service/command-line.md#the-form-of-configuration-files).
 */

export type IniValue = string | ReadonlyMap<string, string>;
export type IniSection = ReadonlyMap<string, IniValue>;

/** By the name of the section, as it stands in the brackets without quotes. Undefined if the text has another form. */
export function parseIni(text: string): ReadonlyMap<string, IniSection> | undefined {
  const sections = new Map<string, Map<string, IniValue>>();
  let section: Map<string, IniValue> | undefined;
  let key = '';
  for (const line of text.split(/\r?\n/)) {
    if (/^\s*([#;].*)?$/.test(line)) continue;
    const header = headerOf(line);
    const pair = pairOf(line);
    if (header !== undefined) {
      section = sections.get(header) ?? new Map<string, IniValue>();
      sections.set(header, section);
      key = '';
    } else if (section === undefined) return undefined;
    else if (/^\s/.test(line) && key !== '') nest(section, key, line.trim());
    else if (pair !== undefined) {
      key = pair.key;
      section.set(key, pair.value);
    } else return undefined;
  }
  return sections;
}

/** Below an empty key more values are nested; below any other the line goes on. */
function nest(section: Map<string, IniValue>, key: string, line: string): void {
  const value = section.get(key);
  if (typeof value === 'string' && value !== '') {
    section.set(key, `${value}\n${line}`);
    return;
  }
  const pair = pairOf(line);
  if (pair === undefined) return;
  section.set(key, new Map([...(value instanceof Map ? value : []), [pair.key, pair.value]]));
}

function headerOf(line: string): string | undefined {
  const found = /^\[([^\]]+)\]\s*([#;].*)?$/.exec(line)?.[1];
  return found?.trim().replace(/^(\w+)\s+(["']?)(.*)\2$/, '$1 $3');
}

function pairOf(line: string): { key: string; value: string } | undefined {
  const found = /^\s*([^=:\s][^=:]*?)\s*[=:]\s*(.*?)\s*$/.exec(line);
  return found?.[1] === undefined ? undefined : { key: found[1].toLowerCase(), value: found[2] ?? '' };
}

/**
 * The text with one value set, everything else as it was: comments, order and blank lines. A key of the form `a.b` is
 * nested below `a`. Missing sections are put at the end.
 */
export function setIniValue(text: string, sectionName: string, name: string, value: string): string {
  const lines = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const [outer = '', inner] = name.split('.', 2);
  let begin = lines.findIndex((line) => headerOf(line) === sectionName);
  if (begin === -1) {
    begin = lines.length;
    lines.push(`[${/\s\S*\s/.test(sectionName) ? sectionName.replace(/^(\w+) (.*)$/, '$1 "$2"') : sectionName}]`);
  }
  const end = endOf(lines, begin + 1, (line) => headerOf(line) !== undefined);
  const at = findKey(lines, begin + 1, end, outer, /^\S/);
  if (inner === undefined) {
    if (at === undefined) lines.splice(lastFilled(lines, begin, end) + 1, 0, `${outer} = ${value}`);
    else lines.splice(at, nestedEnd(lines, at, end) - at, `${outer} = ${value}`);
  } else if (at === undefined)
    lines.splice(lastFilled(lines, begin, end) + 1, 0, `${outer} =`, `    ${inner} = ${value}`);
  else {
    const stop = nestedEnd(lines, at, end);
    const nested = findKey(lines, at + 1, stop, inner, /^\s/);
    if (nested === undefined) lines.splice(stop, 0, `    ${inner} = ${value}`);
    else lines[nested] = `    ${inner} = ${value}`;
  }
  return `${lines.join('\n')}\n`;
}

function findKey(lines: readonly string[], begin: number, end: number, key: string, start: RegExp): number | undefined {
  for (let at = begin; at < end; at += 1) {
    const line = lines[at] ?? '';
    if (start.test(line) && !/^\s*[#;]/.test(line) && pairOf(line)?.key === key.toLowerCase()) return at;
  }
  return undefined;
}

function endOf(lines: readonly string[], begin: number, isEnd: (line: string) => boolean): number {
  const found = lines.slice(begin).findIndex(isEnd);
  return found === -1 ? lines.length : begin + found;
}

/** Where the indented lines that follow a key end. */
function nestedEnd(lines: readonly string[], at: number, end: number): number {
  return Math.min(
    endOf(lines, at + 1, (line) => !/^\s+\S/.test(line)),
    end,
  );
}

/** Blank lines between sections stay where they are. */
function lastFilled(lines: readonly string[], begin: number, end: number): number {
  let last = end - 1;
  while (last > begin && lines[last]?.trim() === '') last -= 1;
  return last;
}
