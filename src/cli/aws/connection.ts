/**
 * Where a call goes and who makes it. What was said on the command line, in the environment or in a profile counts, in
 * this order (docs/service/command-line.md#without-an-endpoint). Where no endpoint was named, the server that runs here
 * is called, with its own Region and credentials; then the default profile, which nobody chose for this server, is left
 * aside.
 */
import type { ServiceName } from '../../contract/operation.ts';
import type { ReadyInformation } from '../../server/ready-file.ts';
import type { Configuration } from './config/configuration.ts';
import { findCredentials } from './config/credentials.ts';
import { textValue, variable } from './config/profile.ts';
import { AwsFailure, badParameter } from './failure.ts';
import { programName } from './program-name.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Connection {
  /** Without a slash at the end. Throws if none was named and no server runs here. */
  endpoint(): string;
  readonly region: string;
  /** The credentials; undefined where nothing is signed. Throws if there are none: only when they are needed. */
  credentials(): Promise<Credentials | undefined>;
}

const endpointNames: Readonly<Record<ServiceName, { readonly variable: string; readonly key: string }>> = {
  iot: { variable: 'AWS_ENDPOINT_URL_IOT', key: 'iot' },
  'iot-jobs-data': { variable: 'AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE', key: 'iot_jobs_data_plane' },
};

/** Throws if no Region is known. */
export async function connect(service: ServiceName, configuration: Configuration): Promise<Connection> {
  const named = namedEndpoint(service, configuration);
  const { local, path } = named === undefined ? await localServer() : {};
  const region = regionOf(configuration, local);
  const endpoint = named ?? (service === 'iot' ? local?.endpoint : local?.dataEndpoint);
  if (region === undefined) {
    if (endpoint === undefined) throw noServer(path);
    const configure = `You can also configure your region by running "${programName()} configure".`;
    throw new AwsFailure(253, `You must specify a region. ${configure}`, { code: 'NoRegion' });
  }
  return {
    region,
    endpoint: () => {
      if (endpoint === undefined) throw noServer(path);
      return endpoint.replace(/\/+$/, '');
    },
    credentials: () => credentialsOf(configuration, local),
  };
}

/** Throws a bad parameter for an `--endpoint-url` without a scheme. */
export function checkEndpointUrl(url: unknown): void {
  if (typeof url !== 'string' || (/^[a-z][a-z0-9+.-]*:\/\/./i.test(url) && URL.canParse(url))) return;
  throw badParameter(
    `Bad value for --endpoint-url "${url}": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/`,
  );
}

function namedEndpoint(service: ServiceName, configuration: Configuration): string | undefined {
  const option = configuration.option('endpoint-url');
  if (typeof option === 'string') {
    checkEndpointUrl(option);
    return option;
  }
  if (configuration.get('ignoresEndpoints')?.toLowerCase() === 'true') return undefined;
  const { environment, profile } = configuration;
  const { key, variable: name } = endpointNames[service];
  const nested = profile.services.get(key);
  const configured =
    variable(environment, name) ??
    variable(environment, 'AWS_ENDPOINT_URL') ??
    (nested instanceof Map ? nested.get('endpoint_url') : undefined) ??
    textValue(profile.values, 'endpoint_url');
  if (configured === undefined || URL.canParse(configured)) return configured;
  throw new AwsFailure(255, `Invalid endpoint: ${configured}`);
}

function regionOf(configuration: Configuration, local: ReadyInformation | undefined): string | undefined {
  const found = configuration.find('region');
  const isChosen = found?.type !== 'config-file' || configuration.profile.chosenBy !== 'nobody';
  return local === undefined || (found !== undefined && isChosen) ? found?.value : local.region;
}

async function credentialsOf(
  configuration: Configuration,
  local: ReadyInformation | undefined,
): Promise<Credentials | undefined> {
  if (configuration.option('no-sign-request') === true) return undefined;
  const { environment, profile } = configuration;
  const isChosen = profile.chosenBy !== 'nobody' || variable(environment, 'AWS_ACCESS_KEY_ID') !== undefined;
  const found = local === undefined || isChosen ? await findCredentials(profile, environment) : undefined;
  const credentials = found ?? local;
  if (credentials !== undefined) return credentials;
  const configure = `You can configure credentials by running "${programName()} configure".`;
  throw new AwsFailure(253, `Unable to locate credentials. ${configure}`, { code: 'NoCredentials' });
}

/** The server that runs here, if one does, and where its ready file is looked for. */
async function localServer(): Promise<{ readonly local?: ReadyInformation | undefined; readonly path?: string }> {
  // Reads the server's settings, which a call with a named endpoint does without.
  const { readyFileOf, runningServer } = await import('../find-server.ts');
  return { local: await runningServer(), path: readyFileOf({}) };
}

function noServer(path = ''): AwsFailure {
  return new AwsFailure(
    253,
    `No server is running here: there is none at ${path}. Start one with "musterd up", or name one with --endpoint-url or ` +
      'AWS_ENDPOINT_URL.',
    { code: 'Configuration' },
  );
}
