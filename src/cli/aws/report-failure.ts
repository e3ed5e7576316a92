/**
 * Prints a failure on standard error, in the frame and the words of the original tool
 * (docs/service/command-line.md#exit-codes).
 */
import type { Terminal } from '../command.ts';
import type { AwsFailure } from './failure.ts';
import type { ErrorFormat } from './global-options.ts';
import { programName, usage } from './program-name.ts';
import { isList, isMap, isScalar, scalarText, type Value } from './value.ts';

/** Lists and maps of fewer scalars are shown in one line. */
const SHORT = 5;

/** The hints are for people: none for the structured formats. */
export async function reportFailure(
  failure: AwsFailure,
  { format, hints }: { readonly format: ErrorFormat; readonly hints: string },
  terminal: Terminal,
): Promise<void> {
  const isStructured = format !== 'enhanced' && format !== 'legacy';
  if (isStructured && failure.code !== undefined) await complainStructured(failure, format, terminal);
  else terminal.complain(framed(failure, format === 'enhanced') + hints);
}

function framed(failure: AwsFailure, isEnhanced: boolean): string {
  // The older form names only errors of the service.
  const isNamed = failure.code !== undefined && (isEnhanced || failure.exitCode === 254);
  const named = isNamed ? `An error occurred (${failure.code})${failure.when}: ` : '';
  const text = `${programName()}: [ERROR]: ${named}${failure.message}\n`;
  if (failure.usage === 'before') return `${usage()}\n\n${text}`;
  if (failure.usage === 'after') return `\n${text}\n${usage()}`;
  return `\n${text}${isEnhanced ? details(failure) : ''}`;
}

/** The members of the service's error that the message does not hold. */
function details({ members }: AwsFailure): string {
  const further = Object.entries(members).filter(([name]) => !/^(message|code)$/i.test(name));
  if (further.length === 0) return '';
  const shown = further.map(([name, value]) => [name, inOneLine(value)] as const);
  const lines = shown.map(([name, text]) => `${name}: ${text ?? '<complex value>'}`);
  const hint = shown.some(([, text]) => text === undefined)
    ? '\nUse "--cli-error-format" with json or yaml to see the full error details.\n'
    : '';
  return `\nAdditional error details:\n${lines.join('\n')}\n${hint}`;
}

function inOneLine(value: Value): string | undefined {
  if (isScalar(value)) return scalarText(value);
  const parts = isList(value)
    ? value.map((item) => (isScalar(item) ? scalarText(item) : undefined))
    : Object.entries(value).map(([key, item]) => (isScalar(item) ? `${key}: ${scalarText(item)}` : undefined));
  if (parts.length >= SHORT || parts.includes(undefined)) return undefined;
  return isMap(value) ? `{${parts.join(', ')}}` : `[${parts.join(', ')}]`;
}

async function complainStructured(
  failure: AwsFailure,
  format: 'json' | 'yaml' | 'text' | 'table',
  terminal: Terminal,
): Promise<void> {
  const { printAnswer } = await import('./output/output.ts');
  const message = failure.usage === 'after' ? `${failure.message}\n\n${usage()}` : failure.message;
  const value = { Message: message, Code: failure.code ?? '', ...failure.members };
  await printAnswer(value, { format, title: 'error', isColored: false, columns: 80 }, terminal.complain);
}
