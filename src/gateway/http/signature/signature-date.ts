/** The dates of signatures: ISO 8601's basic form, `yyyymmddThhmmssZ`. */

/** Milliseconds since the epoch; undefined if the text is no such date. */
export function parseSignatureDate(text: string): number | undefined {
  const fields = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text)?.slice(1).map(Number);
  if (fields === undefined) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = fields;
  const moment = Date.UTC(year, month - 1, day, hour, minute, second);
  return formatSignatureDate(moment) === text ? moment : undefined;
}

/** `moment` is milliseconds since the epoch; fractions of a second are cut off. */
export function formatSignatureDate(moment: number): string {
  return `${new Date(moment).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
