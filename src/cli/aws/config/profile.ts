/**
 * The profile that a command uses: its values in the configuration and the credentials file
 * (docs/service/command-line.md#order-of-sources).
 */
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AwsFailure } from '../failure.ts';
import { type IniSection, parseIni } from './ini-file.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Profile {
  readonly name: string;
  /** How it was chosen; a profile that nobody chose is called `default` and need not exist. */
  readonly chosenBy: 'option' | 'environment' | 'nobody';
  /** Of the configuration file. */
  readonly values: IniSection;
  /** Of the credentials file. */
  readonly credentials: IniSection;
  /** The section `services NAME` that the profile names. */
  readonly services: IniSection;
}

export type FileName = 'config' | 'credentials';

const fileVariables = { config: 'AWS_CONFIG_FILE', credentials: 'AWS_SHARED_CREDENTIALS_FILE' } as const;

export function pathOf(file: FileName, environment: Environment): string {
  const path = variable(environment, fileVariables[file]) ?? join('~', '.aws', file);
  return path.replace(/^~(?=\/|$)/, variable(environment, 'HOME') ?? homedir());
}

/** The name that was chosen, and by what. */
export function profileName(option: string | undefined, environment: Environment): Pick<Profile, 'name' | 'chosenBy'> {
  if (option !== undefined) return { name: option, chosenBy: 'option' };
  const name = variable(environment, 'AWS_PROFILE') ?? variable(environment, 'AWS_DEFAULT_PROFILE');
  return name === undefined ? { name: 'default', chosenBy: 'nobody' } : { name, chosenBy: 'environment' };
}

/** Throws an AwsFailure if the profile was chosen and is in neither file, and if a file cannot be understood. */
export async function readProfile(option: string | undefined, environment: Environment): Promise<Profile> {
  const { chosenBy, name } = profileName(option, environment);
  const [config, credentials] = await Promise.all([
    readSections('config', environment),
    readSections('credentials', environment),
  ]);
  const values = config.get(sectionOf(name)) ?? (name === 'default' ? config.get('profile default') : undefined);
  const keys = credentials.get(name);
  if (values === undefined && keys === undefined && chosenBy !== 'nobody' && name !== 'default') {
    throw new AwsFailure(255, `The config profile (${name}) could not be found`);
  }
  const services = textValue(values, 'services');
  return {
    name,
    chosenBy,
    values: values ?? new Map(),
    credentials: keys ?? new Map(),
    services: (services === undefined ? undefined : config.get(`services ${services}`)) ?? new Map(),
  };
}

/** The name of a profile's section in the configuration file. */
export function sectionOf(profile: string): string {
  return profile === 'default' ? 'default' : `profile ${profile}`;
}

/** The profiles of both files, those of the configuration file first. */
export async function profileNames(environment: Environment): Promise<readonly string[]> {
  const config = await readSections('config', environment);
  const credentials = await readSections('credentials', environment);
  const configured = [...config.keys()]
    .filter((name) => name === 'default' || name.startsWith('profile '))
    .map((name) => name.replace(/^profile /, ''));
  return [...new Set([...configured, ...credentials.keys()])];
}

/** No sections where there is no file. */
export async function readSections(file: FileName, environment: Environment): Promise<ReadonlyMap<string, IniSection>> {
  return readSectionsOf(pathOf(file, environment));
}

/** The same for a file of the same form that has another place. */
export async function readSectionsOf(path: string): Promise<ReadonlyMap<string, IniSection>> {
  const sections = parseIni(await readText(path));
  if (sections === undefined) throw new AwsFailure(255, `Unable to parse config file: ${path}`);
  return sections;
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    // The file system throws nothing but errors with a code.
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' || code === 'ENOTDIR') return '';
    throw new AwsFailure(255, `Unable to read config file: ${path}: ${(cause as Error).message}`, { cause });
  }
}

export function textValue(section: IniSection | undefined, key: string): string | undefined {
  const value = section?.get(key);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** An empty variable is an unset one. */
export function variable(environment: Environment, name: string): string | undefined {
  const text = environment[name];
  return text === undefined || text === '' ? undefined : text;
}
