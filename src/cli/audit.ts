/** `musterd audit`: who did what, as a table for people or as lines of JSON for programs. */
import { extensionOperations as operations } from '../contract/extensions/index.ts';
import { parseInstant } from '../lib/date-time-text.ts';
import { parseDuration } from '../lib/duration.ts';
import { adminCommand, jsonOption, pages } from './admin/ask.ts';
import { limitOf } from './limit.ts';
import { choiceOf, UsageError } from './parse-options.ts';
import { instant, table } from './table.ts';

interface Entry {
  readonly at: number;
  readonly principal?: string;
  readonly action: string;
  readonly resources: readonly string[];
  readonly sourceAddress?: string;
  readonly decision: string;
  readonly result: string;
  readonly reason?: string;
}

const MOST_FOR_PEOPLE = 100;
const MOST_ENTRIES = 999_999_999;

export const audit = adminCommand({
  options: [
    { name: 'since', placeholder: 'DURATION|INSTANT', help: 'From then on, for example 1d or 2030-01-31T12:00:00Z' },
    { name: 'until', placeholder: 'DURATION|INSTANT', help: 'Before that' },
    { name: 'principal', placeholder: 'ARN', help: 'What this user, role session or device did' },
    { name: 'action', placeholder: 'ACTION', help: 'For example iot:DeleteJob' },
    { name: 'resource', placeholder: 'ARN', help: 'What was done to this resource' },
    { name: 'decision', placeholder: 'allowed|denied', help: 'Only what was allowed, or only what was not' },
    {
      name: 'limit',
      placeholder: 'N',
      help: 'The newest N entries',
      defaultText: `${MOST_FOR_PEOPLE}; all with --json`,
    },
    jsonOption,
  ],
  async run(ask, values, terminal) {
    const { action, decision, json, principal, resource } = values;
    if (decision !== undefined) choiceOf('--decision', decision, ['allowed', 'denied']);
    const wanted = Object.entries({ action, decision, principal, resource }).filter(
      (pair): pair is [string, string] => pair[1] !== undefined,
    );
    const query = Object.fromEntries([...wanted, ...instants(values)]);
    // A program is given everything, and people what they can read.
    const limit = limitOf(values, json === undefined ? MOST_FOR_PEOPLE : Number.POSITIVE_INFINITY, MOST_ENTRIES);
    const entries: Entry[] = [];
    let count = 0;
    for await (const page of pages<Entry>(ask, operations.ListAuditEntries, 'entries', query)) {
      const taken = page.slice(0, limit - count);
      count += taken.length;
      if (json === undefined) entries.push(...taken);
      else for (const entry of taken) terminal.print(`${JSON.stringify(entry)}\n`);
      if (count >= limit) break;
    }
    // People read downwards, to where the prompt is.
    if (json === undefined) terminal.print(table(HEADING, entries.reverse().map(cells)));
  },
});

const HEADING = ['TIME', 'WHO', 'FROM', 'ACTION', 'RESULT', 'RESOURCES'];

function cells({ action, at, decision, principal, reason, resources, result, sourceAddress }: Entry): string[] {
  const [first = '-', ...others] = resources;
  const named = others.length === 0 ? first : `${first} and ${others.length} more`;
  const outcome = [decision === 'denied' ? `denied: ${result}` : result, reason].filter(Boolean).join(', ');
  return [instant(at), principal?.replace(/^arn:[^:]*:/, '') ?? '?', sourceAddress ?? '-', action, outcome, named];
}

/** Durations reach back from now. */
function instants({ since, until }: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries({ since, until }).flatMap(([name, text]): [string, string][] => {
    if (text === undefined) return [];
    const ago = parseDuration(text);
    const at = ago === undefined ? parseInstant(text) : Date.now() - ago;
    if (at === undefined) {
      throw new UsageError(
        `--${name} is ${JSON.stringify(text)}: give a duration such as 1d, or an instant such as 2030-01-31T12:00:00Z.`,
      );
    }
    return [[name, new Date(at).toISOString()]];
  });
}
