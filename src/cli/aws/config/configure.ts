/**
 * `musterd configure`: writes and reads the configuration files (docs/service/command-line.md#the-configure-command).
 */
import { chmod, mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Terminal } from '../../command.ts';
import { badSyntax } from '../failure.ts';
import type { GivenValues } from '../option.ts';
import { readConfiguration } from './configuration.ts';
import { findCredentials } from './credentials.ts';
import { setIniValue } from './ini-file.ts';
import {
  type Environment,
  type FileName,
  pathOf,
  profileName,
  profileNames,
  readProfile,
  readSections,
  sectionOf,
  textValue,
} from './profile.ts';

export interface ConfigureContext {
  readonly globals: GivenValues;
  readonly terminal: Terminal;
  readonly environment: Environment;
  /** Asks one question and gives the line that is answered; undefined at the end of the input. */
  readonly ask: (question: string) => Promise<string | undefined>;
}

const commands = { get, list, 'list-profiles': listProfiles, set };
const secretKeys = ['aws_access_key_id', 'aws_secret_access_key', 'aws_session_token'];

/** The words after `configure`. Gives the exit code; throws an AwsFailure for words that are none. */
export async function configure(words: readonly string[], context: ConfigureContext): Promise<number> {
  const [word, ...rest] = words;
  if (word === undefined) return askAll(context);
  if (!(word in commands)) {
    throw badSyntax(`argument subcommand: Found invalid choice '${word}'`);
  }
  return commands[word as keyof typeof commands](rest, context); // a key, as was just asked
}

/** Asks for what a profile needs; an empty answer keeps what is there. */
async function askAll(context: ConfigureContext): Promise<number> {
  const { ask, environment } = context;
  const { name } = profileName(optionOf(context), environment);
  const profile = await readExisting(name, environment);
  const current = (key: string) => textValue(profile.credentials, key) ?? textValue(profile.values, key);
  const questions = [
    ['AWS Access Key ID', 'aws_access_key_id'],
    ['AWS Secret Access Key', 'aws_secret_access_key'],
    ...(current('aws_session_token') === undefined ? [] : [['AWS Session Token', 'aws_session_token'] as const]),
    ['Default region name', 'region'],
    ['Default output format', 'output'],
  ] as const;
  for (const [label, key] of questions) {
    const value = current(key);
    const shown = value !== undefined && secretKeys.includes(key) ? masked(value) : value;
    const answer = await ask(`${label} [${shown ?? 'None'}]: `);
    if (answer === undefined) return 1;
    if (answer !== '') await write(name, key, answer, environment);
  }
  return 0;
}

/** A profile that is to be made need not exist yet. */
async function readExisting(name: string, environment: Environment) {
  const config = await readSections('config', environment);
  const credentials = await readSections('credentials', environment);
  return { values: config.get(sectionOf(name)) ?? new Map(), credentials: credentials.get(name) ?? new Map() };
}

async function set(words: readonly string[], context: ConfigureContext): Promise<number> {
  const [key, value, stray] = words;
  if (key === undefined || value === undefined || stray !== undefined) {
    throw badSyntax('the following arguments are required: varname, value');
  }
  const { name, path } = placeOf(key, context);
  await write(name, path, value, context.environment);
  return 0;
}

async function get(words: readonly string[], context: ConfigureContext): Promise<number> {
  const [key, stray] = words;
  if (key === undefined || stray !== undefined) throw badSyntax('the following arguments are required: varname');
  const { name, path } = placeOf(key, context);
  const { credentials, values } = await readProfile(name, context.environment);
  const [outer = '', inner] = path.split('.', 2);
  const found = credentials.get(outer) ?? values.get(outer);
  const value = inner === undefined ? found : typeof found === 'object' ? found.get(inner) : undefined;
  if (typeof value !== 'string' || value === '') return 1;
  context.terminal.print(`${value}\n`);
  return 0;
}

async function listProfiles(_words: readonly string[], { environment, terminal }: ConfigureContext): Promise<number> {
  for (const name of await profileNames(environment)) terminal.print(`${name}\n`);
  return 0;
}

async function list(_words: readonly string[], { environment, globals, terminal }: ConfigureContext): Promise<number> {
  const configuration = await readConfiguration(globals, environment);
  const { profile } = configuration;
  const keys = await findCredentials(profile, environment);
  const region = configuration.find('region');
  const chosen = { option: ['manual', '--profile'], environment: ['env', "['AWS_PROFILE', 'AWS_DEFAULT_PROFILE']"] };
  const none = ['<not set>', 'None', 'None'];
  const profileRow = profile.chosenBy === 'nobody' ? none : [profile.name, ...chosen[profile.chosenBy]];
  const keyRow = (key: string | undefined) =>
    keys === undefined || key === undefined ? none : [masked(key), keys.source, ''];
  const rows = [
    ['NAME', 'VALUE', 'TYPE', 'LOCATION'],
    ['profile', ...profileRow],
    ['access_key', ...keyRow(keys?.accessKeyId)],
    ['secret_key', ...keyRow(keys?.secretAccessKey)],
    ['region', ...(region === undefined ? none : [region.value, region.type, region.location])],
  ];
  for (const [name = '', value = '', type = '', location = ''] of rows) {
    terminal.print(`${name.padEnd(10)} : ${value.padEnd(24)} : ${type.padEnd(16)} : ${location}\n`);
  }
  return 0;
}

/** `key`, `default.key` and `profile.NAME.key`, of which the last two name the profile. */
function placeOf(key: string, context: ConfigureContext): { readonly name: string; readonly path: string } {
  const parts = key.split('.');
  const [first = '', second = ''] = parts;
  if (first === 'profile' && parts.length > 2) return { name: second, path: parts.slice(2).join('.') };
  if (first === 'default' && parts.length > 1) return { name: 'default', path: parts.slice(1).join('.') };
  return { name: profileName(optionOf(context), context.environment).name, path: key };
}

function optionOf({ globals }: ConfigureContext): string | undefined {
  const profile = globals.get('profile');
  return typeof profile === 'string' ? profile : undefined;
}

/** Keys go to the credentials file, all else to the configuration file; only their owner can read them. */
async function write(profile: string, key: string, value: string, environment: Environment): Promise<void> {
  const file: FileName = secretKeys.includes(key) ? 'credentials' : 'config';
  const path = pathOf(file, environment);
  const section = file === 'config' ? sectionOf(profile) : profile;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const former = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw error;
  });
  // Written beside it first, so that a full disk does not cost the keys that were there.
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, setIniValue(former, section, key, value), { mode: 0o600 });
  await chmod(draft, 0o600);
  await rename(draft, path);
}

function masked(key: string): string {
  return `${'*'.repeat(16)}${key.slice(-4)}`;
}
