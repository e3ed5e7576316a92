/**
 * What a command is told beside its own options: by global options, the environment, the profile, in this order
 * (docs/service/command-line.md#order-of-sources).
 */
import { AwsFailure, badParameter } from '../failure.ts';
import type { GivenValues } from '../option.ts';
import { type Environment, type Profile, readProfile, textValue, variable } from './profile.ts';

/** Where a value was found, as `configure list` tells it. */
export interface Found {
  readonly value: string;
  readonly type: 'manual' | 'env' | 'config-file';
  readonly location: string;
}

interface Setting {
  readonly option?: string;
  readonly variables: readonly string[];
  readonly key?: string;
  readonly choices?: readonly string[];
}

const settings = {
  region: { option: 'region', variables: ['AWS_REGION', 'AWS_DEFAULT_REGION'], key: 'region' },
  output: {
    option: 'output',
    variables: ['AWS_DEFAULT_OUTPUT'],
    key: 'output',
    choices: ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off'],
  },
  pager: { variables: ['AWS_PAGER'], key: 'cli_pager' },
  timestampFormat: { variables: [], key: 'cli_timestamp_format', choices: ['wire', 'iso8601'] },
  binaryFormat: {
    option: 'cli-binary-format',
    variables: [],
    key: 'cli_binary_format',
    choices: ['base64', 'raw-in-base64-out'],
  },
  errorFormat: { option: 'cli-error-format', variables: ['AWS_CLI_ERROR_FORMAT'], key: 'cli_error_format' },
  autoPrompt: { variables: ['AWS_CLI_AUTO_PROMPT'], key: 'cli_auto_prompt' },
  maxAttempts: { variables: ['AWS_MAX_ATTEMPTS'], key: 'max_attempts' },
  retryMode: { variables: ['AWS_RETRY_MODE'], key: 'retry_mode' },
  certificateAuthorities: { option: 'ca-bundle', variables: ['AWS_CA_BUNDLE'], key: 'ca_bundle' },
  parameterValidation: { variables: [], key: 'parameter_validation' },
  ignoresEndpoints: { variables: ['AWS_IGNORE_CONFIGURED_ENDPOINT_URLS'], key: 'ignore_configured_endpoint_urls' },
} as const satisfies Readonly<Record<string, Setting>>;

export type ConfigurationSetting = keyof typeof settings;

const attempts = { standard: 3, adaptive: 3, legacy: 5 } as const;

export class Configuration {
  readonly profile: Profile;
  readonly environment: Environment;
  readonly #globals: GivenValues;

  constructor(profile: Profile, environment: Environment, globals: GivenValues) {
    this.profile = profile;
    this.environment = environment;
    this.#globals = globals;
  }

  /** The value and where it was found. Throws an AwsFailure for one that is not allowed. */
  find(name: ConfigurationSetting): Found | undefined {
    const setting: Setting = settings[name];
    const found = this.#find(setting);
    if (found === undefined || setting.choices === undefined || setting.choices.includes(found.value)) return found;
    throw wrongChoice(name, found, setting.choices);
  }

  get(name: ConfigurationSetting): string | undefined {
    return this.find(name)?.value;
  }

  /** The value of a global option; true for a switch. */
  option(name: string): string | true | undefined {
    const value = this.#globals.get(name);
    return typeof value === 'string' || value === true ? value : undefined;
  }

  /** How often a request is sent at most. */
  get maxAttempts(): number {
    const text = this.get('maxAttempts');
    if (text === undefined) {
      const mode = this.get('retryMode') ?? 'standard';
      return mode in attempts ? attempts[mode as keyof typeof attempts] : attempts.standard; // a key, as was just asked
    }
    const count = Number(text);
    if (Number.isInteger(count) && count >= 1) return count;
    throw new AwsFailure(253, `The value provided to max_attempts: ${text} must be an integer greater than zero.`, {
      code: 'Configuration',
    });
  }

  #find({ key, option, variables }: Setting): Found | undefined {
    const given = option === undefined ? undefined : this.#globals.get(option);
    if (typeof given === 'string') return { value: given, type: 'manual', location: `--${option}` };
    for (const name of variables) {
      // An empty AWS_PAGER says that there shall be none; all other variables are unset when they are empty.
      const value = name === 'AWS_PAGER' ? this.environment[name] : variable(this.environment, name);
      if (value !== undefined) return { value, type: 'env', location: `['${variables.join("', '")}']` };
    }
    const value = key === 'cli_pager' ? this.profile.values.get(key) : textValue(this.profile.values, key ?? '');
    return typeof value === 'string' ? { value, type: 'config-file', location: '~/.aws/config' } : undefined;
  }
}

/** Reads the files. Throws an AwsFailure for a profile that is not there. */
export async function readConfiguration(
  globals: GivenValues,
  environment: Environment = process.env,
): Promise<Configuration> {
  const option = globals.get('profile');
  return new Configuration(
    await readProfile(typeof option === 'string' ? option : undefined, environment),
    environment,
    globals,
  );
}

function wrongChoice(name: ConfigurationSetting, { value }: Found, choices: readonly string[]): AwsFailure {
  if (name === 'timestampFormat') {
    const message = `Unknown cli_timestamp_format value: ${value}, valid values are "wire" or "iso8601"`;
    return new AwsFailure(253, message, { code: 'Configuration' });
  }
  if (name === 'output') return badParameter(`argument --output: Found invalid choice '${value}'`);
  return new AwsFailure(253, `Unknown value ${value}, valid values are: ${choices.join(', ')}`, {
    code: 'Configuration',
  });
}
