/**
 * What somebody at a terminal may want to know beside an error: values that are near the one that was refused, and
 * where the names of what is not there are listed. Scripts are never told
 * (docs/service/command-line.md#hints-for-people).
 */
import type { AwsFailure } from './failure.ts';
import { similarTo } from './similar.ts';

const ENUM =
  /Value '([^']*)' at '[^']*' failed to satisfy constraint: Member must satisfy enum value set: \[([^\]]*)\]/g;
const PROFILE = /^The config profile \((.*)\) could not be found$/;

const listed: readonly (readonly [missing: RegExp, command: string])[] = [
  [/^Job \S+ does not exist/, 'iot list-jobs'],
  [/has no execution.* of job (\S+)\./, 'iot list-job-executions-for-job --job-id $1'],
  [/^Thing \S+ does not exist/, 'iot list-things'],
  [/^Thing group \S+ does not exist/, 'iot list-thing-groups'],
];

/** Whole lines, or nothing. `profiles` are those that there are. */
export function hintsFor({ code, message }: AwsFailure, program: string, profiles: readonly string[]): string {
  const near = [...message.matchAll(ENUM)].flatMap(([, value = '', values = '']) => nearest(value, values.split(', ')));
  const [, profile] = PROFILE.exec(message) ?? [];
  if (profile !== undefined) near.push(...similarTo(profile, profiles));
  const meant = near.length === 0 ? '' : `\nMaybe you meant:\n\n${near.map((value) => `  * ${value}`).join('\n')}\n`;
  if (code !== 'ResourceNotFoundException') return meant;
  const [missing, command] = listed.find(([pattern]) => pattern.test(message)) ?? [];
  if (missing === undefined || command === undefined) return meant;
  const [, name = ''] = missing.exec(message) ?? [];
  return `${meant}\nSee ${program} ${command.replace('$1', name)}\n`;
}

/** Constants are written in capitals, which few people type. */
function nearest(value: string, values: readonly string[]): readonly string[] {
  return similarTo(value.toUpperCase().replaceAll('-', '_'), values);
}
