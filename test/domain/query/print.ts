/** Writes a query's tree as text that reads into the same tree. */
import { anyRun, type Bound, type PatternPart, type Query } from '../../../src/domain/query/query.ts';

const SPECIAL = /[\s\\`@#%/';,"()[\]{}:<>*?~^=!+&|]/gu;
const KEYWORD = /^(?:AND|OR|NOT|TO)$/;

/** The text of a query. Every part is in parentheses, so that nothing depends on which operator binds more. */
export function printQuery(query: Query): string {
  switch (query.kind) {
    case 'and':
    case 'or':
      return query.queries.map((part) => `(${printQuery(part)})`).join(query.kind === 'and' ? ' AND ' : ' OR ');
    case 'not':
      return `NOT (${printQuery(query.query)})`;
    case 'everything':
      return '*';
    case 'exists':
      return `${escaped(query.field)}:*`;
    case 'compare':
      return `${escaped(query.field)}${query.operator}${query.number}`;
    case 'word':
      return `${prefix(query.field)}${escaped(query.word)}`;
    case 'pattern':
      return `${prefix(query.field)}${query.parts.map(printPart).join('')}`;
    case 'phrase':
      return `${prefix(query.field)}${quoted(query.words.join(' '))}`;
    case 'range': {
      const { from, to } = query;
      const [open, close] = [from.inclusive ? '[' : '{', to.inclusive ? ']' : '}'];
      return `${prefix(query.field)}${open}${printBound(from)} TO ${printBound(to)}${close}`;
    }
  }
}

const prefix = (field: string | undefined) => (field === undefined ? '' : `${escaped(field)}:`);

function printPart(part: PatternPart): string {
  if (typeof part === 'string') return escaped(part);
  return part === anyRun ? '*' : '?';
}

const printBound = ({ value }: Bound) => (value === null ? '*' : quoted(value));

function escaped(text: string): string {
  const word = text.replace(SPECIAL, '\\$&');
  return word.startsWith('-') || KEYWORD.test(word) ? `\\${word}` : word;
}

function quoted(text: string): string {
  return `"${text.replace(/[\\`@#%/';,"]/g, '\\$&')}"`;
}
