/**
 * Every setting of the server, once. Flags, environment variables, keys of the configuration file, help and the
 * reference in the README are all derived from this table.
 */
import { documentedQuotas, type Quotas } from '../../domain/quotas.ts';
import { defaultMqttSettings, type MqttSettings } from '../../gateway/mqtt/settings.ts';
import { logLevels } from '../../lib/log.ts';
import { choice, databaseUrl, httpAddress, type Kind, limit, path, port, text, toggle, wholeNumber } from './kind.ts';

export interface Setting<T, D = T> {
  readonly kind: Kind<T>;
  readonly default: D;
  /** One sentence without a full stop. */
  readonly help: string;
  /** How the help puts the default, where the value says too little. */
  readonly defaultText?: string;
  /** A well-known environment variable that counts after our own. */
  readonly alsoEnvironment?: string;
  /** Secrets come from the environment only: flags and files are too easily seen by others. */
  readonly secret?: true;
  /** Too special for a flag: environment and file only. */
  readonly withoutFlag?: true;
}

/** A setting that has a value in any case. */
const setting = <T>(definition: Omit<Setting<T>, 'default'> & { readonly default: NoInfer<T> }): Setting<T> =>
  definition;
/** A setting that may be absent. */
const optional = <T>(definition: Omit<Setting<T>, 'default'>): Setting<T, T | undefined> => ({
  ...definition,
  default: undefined,
});

const hostName = text('HOST', /^[A-Za-z0-9_.:-]{1,253}$/, 'a host name or an address');

export const settingsTable = {
  config: optional({ kind: path('FILE'), help: 'Read further settings from this JSON file' }),
  dataDir: setting({
    kind: path('DIR'),
    default: 'musterd-data',
    defaultText: './musterd-data',
    help: 'Keep the database, certificates and credentials here',
  }),
  ephemeral: setting({
    kind: toggle,
    default: false,
    help: 'Use a throw-away data directory that is gone when the server stops',
  }),
  databaseUrl: optional({
    kind: databaseUrl,
    alsoEnvironment: 'DATABASE_URL',
    help: 'Use this PostgreSQL (15 or newer) instead of the embedded one; also DATABASE_URL',
  }),
  host: setting({ kind: hostName, default: '127.0.0.1', help: 'Listen on this address' }),
  publicHost: optional({
    kind: hostName,
    defaultText: 'localhost, or what --host names',
    help: 'The host name by which devices and callers reach this server',
  }),
  httpPort: setting({ kind: port, default: 4883, help: 'HTTP for operators; 0 takes a free port' }),
  httpsPort: setting({ kind: port, default: 8443, help: 'HTTPS for operators and devices; 0 takes a free port' }),
  mqttsPort: setting({ kind: port, default: 8883, help: 'MQTT over TLS for devices; 0 takes a free port' }),
  insecureMqttPort: optional({
    kind: port,
    defaultText: 'none',
    help: 'MQTT without TLS, for experiments on this machine: everybody may do everything; 0 takes a free port',
  }),
  allowInsecureHttp: setting({
    kind: toggle,
    default: false,
    help: 'Serve plain HTTP on --host too; otherwise it stays on the loopback address',
  }),
  tlsCertificate: optional({
    kind: path('FILE'),
    defaultText: 'one that our own authority issues',
    help: 'Show this certificate, in PEM with its chain, over HTTPS and MQTT; taken up anew when it changes',
  }),
  tlsKey: optional({ kind: path('FILE'), help: 'The private key of --tls-certificate, in PEM' }),
  tlsCa: optional({
    kind: path('FILE'),
    defaultText: 'the file of --tls-certificate',
    help: 'What clients are told to verify --tls-certificate with',
  }),
  readyFile: optional({
    kind: path('FILE'),
    help: 'Write addresses and credentials here, for its owner only, once everything accepts connections',
  }),
  demo: setting({
    kind: wholeNumber('N', 0, 1_000),
    default: 0,
    help: 'Run N simulated devices that take jobs and report progress',
  }),
  region: setting({
    kind: text('REGION', /^[a-z][a-z0-9-]{1,30}[a-z0-9]$/, 'a Region such as us-east-1'),
    default: 'us-east-1',
    help: 'The Region of this server',
  }),
  accountId: setting({
    kind: text('ID', /^\d{12}$/, 'twelve digits'),
    default: '000000000000',
    help: 'The account of this server',
  }),
  partition: setting({
    kind: text('NAME', /^aws[a-z-]{0,20}$/, 'a partition such as aws'),
    default: 'aws',
    help: 'The partition that ARNs begin with',
  }),
  rolloutRatePerMinute: setting({
    kind: limit('N', 100_000_000),
    default: documentedQuotas.rolloutRatePerMinute,
    help: 'Create at most this many executions per minute and job',
  }),
  requestRates: setting({
    kind: choice(['off', 'documented']),
    default: 'off',
    help: 'Refuse requests beyond the request rates that AWS documents, or take all',
  }),
  minimumDeletionSeconds: setting({
    kind: wholeNumber('N', 0, 86_400),
    default: 0,
    help: 'Keep every job deletion visible for at least this long',
  }),
  objectStoreEndpoint: optional({
    kind: httpAddress,
    defaultText: 'none: no documentSource, no presigned URLs',
    help: 'Read documents from this S3-compatible store and sign URLs of it; keys in the environment',
  }),
  objectStorePublicEndpoint: optional({
    kind: httpAddress,
    defaultText: 'what --object-store-endpoint says',
    help: 'The address of the object store for devices, if they reach it by another one',
  }),
  objectStoreRegion: setting({
    kind: text('REGION', /^[A-Za-z0-9-]{1,64}$/, 'a Region such as us-east-1'),
    default: 'us-east-1',
    help: 'The Region that the object store has in signatures',
  }),
  objectStoreStyle: setting({
    kind: choice(['path', 'virtual-hosted']),
    default: 'path',
    help: 'Put buckets of the object store into the path of URLs, or into the host name',
  }),
  devicePolicies: setting({
    kind: choice(['enforce', 'ignore']),
    default: 'enforce',
    help: 'Let devices do only what their policies allow, or whatever they want; for experiments',
  }),
  closeOnDenied: setting({
    kind: toggle,
    default: true,
    withoutFlag: true,
    help: 'Disconnect an MQTT 3.1.1 client that its policies refuse something, since it cannot be told',
  }),
  clock: setting({
    kind: choice(['wall', 'virtual']),
    default: 'wall',
    help: 'The clock: virtual stands still until musterd clock advance moves it; for tests',
  }),
  strictIam: setting({
    kind: toggle,
    default: true,
    defaultText: 'on; --strict-iam=false is off',
    help: 'Let CreateJob need permission on the job as well as on its targets',
  }),
  rootLoopbackOnly: setting({
    kind: toggle,
    default: false,
    help: 'Let root sign in from this machine only',
  }),
  failedSignInsPerMinute: setting({
    kind: limit('N', 1_000_000),
    default: 60,
    help: 'Throttle wrong signatures of one key from one address beyond this in a minute',
  }),
  audit: setting({
    kind: choice(['changes', 'all']),
    default: 'changes',
    help: 'Record changes and refusals in the audit log, or reads as well',
  }),
  auditRetentionDays: setting({
    kind: wholeNumber('N', 1, 36_500),
    default: 90,
    help: 'Forget entries of the audit log that are older',
  }),
  auditEntries: setting({
    kind: limit('N', 1_000_000_000_000),
    default: 1_000_000,
    help: 'Keep at most this many entries of the audit log, the newest',
  }),
  logLevel: setting({ kind: choice(logLevels), default: 'info', help: 'Log this and what is graver' }),
  logFormat: optional({
    kind: choice(['json', 'pretty']),
    defaultText: 'pretty on a terminal, else json',
    help: 'Write the log for people or for machines',
  }),
  databaseConnections: setting({
    kind: wholeNumber('N', 2, 200),
    default: 10,
    withoutFlag: true,
    help: 'Connections to the database for operators and the engine; devices have three more',
  }),
  allowSampleCredentials: setting({
    kind: toggle,
    default: false,
    withoutFlag: true,
    help: 'Accept root keys that documentation everywhere prints; for experiments only',
  }),
  objectStoreAccessKeyId: optional({
    kind: text('KEY', /^[!-~]{1,256}$/, '1 to 256 printable characters'),
    secret: true,
    help: 'Access key id for the object store',
  }),
  objectStoreSecretAccessKey: optional({
    kind: text('KEY', /^[!-~]{1,256}$/, '1 to 256 printable characters'),
    secret: true,
    help: 'Secret access key for the object store',
  }),
  masterKey: optional({
    kind: text('KEY', /^[A-Za-z0-9+/]{43}=$/, '32 bytes in base64'),
    secret: true,
    defaultText: 'made at the first start',
    help: 'The key that secret access keys in the database are encrypted with',
  }),
  rootAccessKeyId: optional({
    kind: text('KEY', /^[A-Z0-9]{16,128}$/, '16 to 128 capital letters and digits'),
    secret: true,
    defaultText: 'made at the first start',
    help: 'Access key id of the root user',
  }),
  rootSecretAccessKey: optional({
    kind: text('KEY', /^[!-~]{16,128}$/, '16 to 128 printable characters'),
    secret: true,
    defaultText: 'made at the first start',
    help: 'Secret access key of the root user',
  }),
} as const;

export type SettingName = keyof typeof settingsTable;

type TableSettings = {
  readonly [K in SettingName]: (typeof settingsTable)[K] extends Setting<infer T, infer D> ? T | D : never;
};

/** What `musterd up` runs with. */
export interface Settings extends TableSettings {
  readonly quotas: Quotas;
  readonly mqtt: MqttSettings;
}

export interface SettingGroup {
  /** What variables of the group begin with after `MUSTERD_`. */
  readonly variable: string;
  readonly help: string;
  /** A number that is undefined is no limit. */
  readonly defaults: Readonly<Record<string, number | undefined>>;
}

const { rolloutRatePerMinute: _hasItsOwnSetting, ...otherQuotas } = documentedQuotas;

/** Numbers that few people change: by environment, or under the group's name in the file; each from 0. */
export const settingGroups = {
  quotas: { variable: 'QUOTA', help: 'Quotas', defaults: otherQuotas },
  mqtt: { variable: 'MQTT', help: 'Limits of the device gateway', defaults: { ...defaultMqttSettings } },
} as const satisfies Record<string, SettingGroup>;

export type SettingGroupName = keyof typeof settingGroups;

const groupNumber = wholeNumber('N', 0, 1_000_000_000_000);
const groupLimit = limit('N', 1_000_000_000_000);

/** The kind of a setting of a group; null stands for no limit, where there may be none. */
export function groupKind(group: SettingGroup, name: string): Kind<number | null> {
  return group.defaults[name] === undefined ? groupLimit : groupNumber;
}

/** The words of a camelCase name in lower case. */
function words(name: string): string[] {
  return name.split(/(?=[A-Z])/).map((word) => word.toLowerCase());
}

/** `httpPort` is `--http-port`; undefined where a setting has no flag. */
export function flagOf(name: SettingName): string | undefined {
  const definition: Setting<unknown, unknown> = settingsTable[name];
  return definition.secret || definition.withoutFlag ? undefined : words(name).join('-');
}

/** `httpPort` is `MUSTERD_HTTP_PORT`. */
export function environmentNameOf(name: string): string {
  return `MUSTERD_${words(name).join('_').toUpperCase()}`;
}

/** `tagsPerResource` of the quotas is `MUSTERD_QUOTA_TAGS_PER_RESOURCE`. */
export function groupVariableOf(group: SettingGroup, name: string): string {
  return `MUSTERD_${group.variable}_${words(name).join('_').toUpperCase()}`;
}
