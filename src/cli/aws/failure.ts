/**
 * What can go wrong before and after a call, each with the exit code that scripts see
 * (docs/service/command-line.md#exit-codes).
 */
import type { ValueMap } from './value.ts';

/** Bad syntax, unknown words, bad values: 252. Configuration: 253. The service's refusal: 254. Everything else: 255. */
export type ExitCode = 252 | 253 | 254 | 255;

export interface FailureOptions extends ErrorOptions {
  /** The name in `An error occurred (NAME)`, for example `ParamValidation`; without it only the message is printed. */
  readonly code?: string;
  /** Whether the usage follows the message, or goes before it. */
  readonly usage?: 'after' | 'before';
  /** For a refusal of the service: the words between the name and the message. */
  readonly when?: string;
  /** For a refusal of the service: further members of its error. */
  readonly members?: ValueMap;
}

/** Ends a command of AWS's own words. */
export class AwsFailure extends Error {
  override readonly name = 'AwsFailure';
  readonly exitCode: ExitCode;
  readonly code: string | undefined;
  readonly usage: 'after' | 'before' | undefined;
  readonly when: string;
  readonly members: ValueMap;

  constructor(exitCode: ExitCode, message: string, { code, usage, when, members, ...options }: FailureOptions = {}) {
    super(message, options);
    this.exitCode = exitCode;
    this.code = code;
    this.usage = usage;
    this.when = when ?? '';
    this.members = members ?? {};
  }
}

/** A value or a combination of options that is wrong; 252. */
export function badParameter(message: string): AwsFailure {
  return new AwsFailure(252, message, { code: 'ParamValidation' });
}

/** A command line that cannot be taken apart; 252 with the usage. */
export function badSyntax(message: string): AwsFailure {
  return new AwsFailure(252, message, { code: 'ParamValidation', usage: 'after' });
}
