/**
 * Prints answers: one as a whole or page by page, in the format that was asked for
 * (docs/service/command-line.md#pages-and-formats).
 */
import type { Query } from '../query/query.ts';
import { isMap, type Value, type ValueMap } from '../value.ts';
import { formatJson } from './json.ts';
import { formatText } from './text.ts';

export type OutputFormat = 'json' | 'text' | 'table' | 'yaml' | 'yaml-stream' | 'off';

export interface OutputOptions {
  readonly format: OutputFormat;
  readonly query?: Query;
  /** The title of a table: the name of the operation. */
  readonly title: string;
  readonly isColored: boolean;
  /** Of the terminal; 80 where there is none. */
  readonly columns: number;
}

/** The pages of a list: what each one holds, and after the last one the token to go on with, if it was cut short. */
export interface Pages {
  /** The member that holds the items. */
  readonly resultKey: string;
  readonly pages: AsyncGenerator<ValueMap, string | undefined>;
}

type Print = (text: string) => void;

/** Prints one answer. What the query throws goes through. */
export async function printAnswer(answer: Value, options: OutputOptions, print: Print): Promise<void> {
  const value = options.query === undefined ? answer : options.query(answer);
  const text = await format(value, options);
  if (text !== '') print(text);
}

/**
 * Text and YAML stream come page by page, each queried by itself; the other formats come once, from all pages together.
 * A list that was cut short ends with its NextToken.
 */
export async function printPages({ pages, resultKey }: Pages, options: OutputOptions, print: Print): Promise<void> {
  const isStreamed = options.format === 'text' || options.format === 'yaml-stream';
  const merged: Value[] = [];
  let hasResult = false;
  let step = await pages.next();
  for (; step.done !== true; step = await pages.next()) {
    const items = step.value[resultKey];
    if (options.format === 'text') {
      await printAnswer(items === undefined ? {} : { [resultKey]: items }, options, print);
    } else if (isStreamed) await printAnswer(step.value, options, print);
    else if (Array.isArray(items)) {
      hasResult = true;
      for (const item of items) merged.push(item);
    }
  }
  const nextToken = step.value;
  if (options.format === 'text') {
    if (nextToken !== undefined) await printAnswer({ NextToken: { NextToken: nextToken } }, options, print);
  } else if (!isStreamed) {
    const whole = {
      ...(hasResult ? { [resultKey]: merged } : {}),
      ...(nextToken === undefined ? {} : { NextToken: nextToken }),
    };
    await printAnswer(whole, options, print);
  }
}

/** JSON and text are at hand; what is asked for more rarely is loaded when it is. */
async function format(value: Value, options: OutputOptions): Promise<string> {
  switch (options.format) {
    case 'json':
      return formatJson(value);
    case 'text':
      return formatText(value);
    case 'table':
      return (await import('./table.ts')).formatTable(value, options);
    case 'yaml':
      return (await import('./yaml.ts')).formatYaml(value);
    case 'yaml-stream':
      return isMap(value) && Object.keys(value).length === 0 ? '' : (await import('./yaml.ts')).formatYamlPage(value);
    case 'off':
      return '';
  }
}

/** Whether to colour: as `--color` says, and by itself only on a terminal whose owner has nothing against it. */
export function isColored(
  color: 'on' | 'off' | 'auto',
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  if (color !== 'auto') return color === 'on';
  const isUnwanted = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return isTerminal && !isUnwanted;
}
