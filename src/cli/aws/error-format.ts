/**
 * Which form errors are printed in: `--cli-error-format`, its variable, or the profile
 * (docs/service/command-line.md#forms-of-errors).
 */
import { readConfiguration } from './config/configuration.ts';
import type { Environment } from './config/profile.ts';
import { type ErrorFormat, errorFormats } from './global-options.ts';
import type { GivenValues } from './option.ts';

/** An unknown form, and a configuration that cannot be read, mean `enhanced`. */
export async function errorFormatOf(globals: GivenValues, environment: Environment): Promise<ErrorFormat> {
  let named: string | undefined;
  try {
    named = (await readConfiguration(globals, environment)).get('errorFormat');
  } catch {
    // Why it cannot be read is what is being reported, or less important than that.
    return 'enhanced';
  }
  return errorFormats.find((format) => format === named) ?? 'enhanced';
}
