/** The options that every command has, before and after its words (docs/service/command-line.md#global-options). */
import type { AwsOption } from './option.ts';

const flag = (name: string): AwsOption => ({ name, key: name, takes: { constant: true } });
const value = (name: string, more: Partial<AwsOption> = {}): AwsOption => ({ name, key: name, takes: 'one', ...more });

const outputFormats = ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off'] as const;

export const errorFormats = ['legacy', 'json', 'yaml', 'text', 'table', 'enhanced'] as const;
export type ErrorFormat = (typeof errorFormats)[number];

export const globalOptions: readonly AwsOption[] = [
  flag('debug'),
  value('endpoint-url'),
  flag('no-verify-ssl'),
  flag('no-paginate'),
  value('output', { choices: outputFormats }),
  value('query'),
  value('profile'),
  value('region'),
  flag('version'),
  value('color', { choices: ['on', 'off', 'auto'] }),
  flag('no-sign-request'),
  value('ca-bundle'),
  value('cli-read-timeout', { integer: true }),
  value('cli-connect-timeout', { integer: true }),
  value('cli-binary-format', { choices: ['base64', 'raw-in-base64-out'] }),
  flag('no-cli-pager'),
  flag('cli-auto-prompt'),
  flag('no-cli-auto-prompt'),
  value('cli-error-format', { choices: errorFormats }),
];
