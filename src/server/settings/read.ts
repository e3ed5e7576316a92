/** Reads the settings: a flag goes before the environment, the environment before the file, the file before the default. */
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { ConfigError } from '../../lib/config-error.ts';
import { didYouMean } from '../../lib/nearest.ts';
import { isLoopback } from '../addresses.ts';
import type { Kind } from './kind.ts';
import {
  environmentNameOf,
  flagOf,
  groupKind,
  groupVariableOf,
  type Setting,
  type SettingGroup,
  type SettingGroupName,
  type SettingName,
  type Settings,
  settingGroups,
  settingsTable,
} from './table.ts';
import { isAddressOfService, refuseMisspeltVariables, unknownVariables } from './variables.ts';

export interface SettingSources {
  /** Values by flag, without the dashes; a switch that was given is `true`. */
  readonly flags: Readonly<Record<string, string>>;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Where relative paths of flags and environment begin. */
  readonly directory: string;
}

/** Where a value was found and what it says there. */
interface Found {
  readonly text: string;
  /** As an error names it, for example `--http-port` or `MUSTERD_HTTP_PORT`. */
  readonly source: string;
  readonly directory: string;
}

type FileValues = ReadonlyMap<string, Found>;

// The keys of the table are the names.
const settingNames = Object.keys(settingsTable) as SettingName[];
const variableNames = [
  ...settingNames.map(environmentNameOf),
  ...Object.values(settingGroups).flatMap((group) =>
    Object.keys(group.defaults).map((name) => groupVariableOf(group, name)),
  ),
];

/** The variables that begin like ours but are no settings, to be told of; one that is nearly a setting is refused. */
export function ignoredVariables(environment: SettingSources['environment']): string[] {
  return unknownVariables(environment, variableNames).map(([name]) => name);
}

/** Reads every setting, or throws a ConfigError that names the first wrong one and where it stands. */
export function readSettings(sources: SettingSources): Settings {
  refuseMisspeltVariables(sources.environment, variableNames);
  const values: Record<string, unknown> = {};
  let file: FileValues = new Map();
  for (const name of settingNames) {
    const definition: Setting<unknown, unknown> = settingsTable[name];
    const found = fromFlag(sources, name) ?? fromEnvironment(sources, name) ?? file.get(name);
    values[name] = found === undefined ? definition.default : parse(definition, found);
    // `config` is the first of the table, so that the file is known to all others.
    if (name === 'config' && typeof values[name] === 'string') file = readConfigFile(values[name]);
  }
  values['dataDir'] = resolve(sources.directory, String(values['dataDir']));
  const { rolloutRatePerMinute } = values;
  const quotas = { ...readGroup(sources, file, 'quotas'), rolloutRatePerMinute };
  // The loop above went through the whole table, and each kind gives the type that the table promises.
  const settings = { ...values, quotas, mqtt: readGroup(sources, file, 'mqtt') } as unknown as Settings;
  refuseContradictions(settings, sources);
  return settings;
}

function parse(definition: { readonly kind: Kind<unknown>; readonly secret?: true }, found: Found): unknown {
  try {
    return definition.kind.parse(found.text, found.directory);
  } catch (error) {
    const shown = definition.secret ? 'wrong' : JSON.stringify(found.text.replace(/(:\/\/[^:/@]*):[^@]*@/, '$1:***@'));
    throw new ConfigError(`${found.source} is ${shown}: ${(error as Error).message}`);
  }
}

function fromFlag(sources: SettingSources, name: SettingName): Found | undefined {
  const flag = flagOf(name);
  const text = flag === undefined ? undefined : sources.flags[flag];
  return text === undefined ? undefined : { text, source: `--${flag}`, directory: sources.directory };
}

function fromEnvironment(sources: SettingSources, name: SettingName): Found | undefined {
  const definition: Setting<unknown, unknown> = settingsTable[name];
  for (const variable of [environmentNameOf(name), definition.alsoEnvironment]) {
    const text = variable === undefined ? undefined : sources.environment[variable];
    // An empty variable is an unset one: that is how compose files and CI systems say "nothing".
    if (variable !== undefined && text !== undefined && text !== '' && !isAddressOfService(text)) {
      return { text, source: variable, directory: sources.directory };
    }
  }
  return undefined;
}

function readGroup(sources: SettingSources, file: FileValues, key: SettingGroupName): Record<string, unknown> {
  const group: SettingGroup = settingGroups[key];
  const numbers: Record<string, unknown> = { ...group.defaults };
  for (const name of Object.keys(group.defaults)) {
    const source = groupVariableOf(group, name);
    const text = sources.environment[source];
    const found = text ? { text, source, directory: sources.directory } : file.get(`${key}.${name}`);
    if (found !== undefined) numbers[name] = parse({ kind: groupKind(group, name) }, found) ?? undefined;
  }
  return numbers;
}

/** The values of a configuration file by key, those of a group as `GROUP.NAME`. */
function readConfigFile(path: string): FileValues {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ConfigError(`The configuration file ${path} cannot be read: ${(error as Error).message}`);
  }
  if (!isObject(content)) throw new ConfigError(`The configuration file ${path} must hold one JSON object.`);
  const values = new Map<string, Found>();
  const plain = { ...content };
  for (const [key, group] of Object.entries(settingGroups)) {
    const { [key]: numbers = {} } = content;
    if (!isObject(numbers)) throw new ConfigError(`"${key}" in ${path} must be a JSON object.`);
    for (const [name, found] of section(path, `${key}.`, numbers, Object.keys(group.defaults))) values.set(name, found);
    delete plain[key];
  }
  // It is in the table.
  const secret = Object.keys(plain).find((key) => key in settingsTable && isSecret(key as SettingName));
  if (secret !== undefined) {
    throw new ConfigError(`"${secret}" in ${path} is not read: set ${environmentNameOf(secret)} instead.`);
  }
  const allowed = settingNames.filter((name) => name !== 'config' && !isSecret(name));
  for (const [name, found] of section(path, '', plain, allowed)) values.set(name, found);
  return values;
}

function* section(
  path: string,
  prefix: string,
  values: Readonly<Record<string, unknown>>,
  allowed: readonly string[],
): Generator<[string, Found]> {
  for (const [key, value] of Object.entries(values)) {
    const source = `"${prefix}${key}" in ${path}`;
    if (!allowed.includes(key)) throw new ConfigError(`${source} is no setting.${didYouMean(key, allowed)}`);
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ConfigError(`${source} must be a string, a number, true or false.`);
    }
    yield [`${prefix}${key}`, { text: String(value), source, directory: dirname(path) }];
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSecret(name: SettingName): boolean {
  const definition: Setting<unknown, unknown> = settingsTable[name];
  return definition.secret === true;
}

function refuseContradictions(settings: Settings, sources: SettingSources): void {
  if (settings.ephemeral && fromFlag(sources, 'dataDir') !== undefined) {
    throw new ConfigError('--ephemeral and --data-dir exclude each other: choose one.');
  }
  if ((settings.rootAccessKeyId === undefined) !== (settings.rootSecretAccessKey === undefined)) {
    throw new ConfigError('Set both MUSTERD_ROOT_ACCESS_KEY_ID and MUSTERD_ROOT_SECRET_ACCESS_KEY, or neither.');
  }
  const { tlsCa, tlsCertificate, tlsKey } = settings;
  if ((tlsCertificate === undefined) !== (tlsKey === undefined) || (tlsCa !== undefined && tlsKey === undefined)) {
    throw new ConfigError('--tls-certificate and --tls-key belong together, and --tls-ca needs both.');
  }
  const storeKeys = [settings.objectStoreAccessKeyId, settings.objectStoreSecretAccessKey];
  if (settings.objectStoreEndpoint !== undefined && storeKeys.includes(undefined)) {
    throw new ConfigError(
      '--object-store-endpoint needs MUSTERD_OBJECT_STORE_ACCESS_KEY_ID and MUSTERD_OBJECT_STORE_SECRET_ACCESS_KEY.',
    );
  }
  const { host, httpPort, httpsPort, insecureMqttPort, mqttsPort } = settings;
  const ports = [httpPort, httpsPort, mqttsPort, insecureMqttPort].filter(
    (number) => number !== undefined && number > 0,
  );
  if (new Set(ports).size < ports.length) {
    throw new ConfigError(
      '--http-port, --https-port, --mqtts-port and --insecure-mqtt-port must differ from each other.',
    );
  }
  if (insecureMqttPort !== undefined && !isLoopback(host)) {
    throw new ConfigError(
      `--insecure-mqtt-port lets everybody in, so it is for this machine only and cannot go with --host ${host}.`,
    );
  }
}
