/** Where a call goes and who makes it: as options, environment and profile say, or else the server that runs here. */
import type { ServiceName } from '../../contract/operation.ts';
import type { ReadyInformation } from '../../server/ready-file.ts';
import type { Configuration } from './config/configuration.ts';
import { findCredentials } from './config/credentials.ts';
import { textValue, variable } from './config/profile.ts';
import { AwsFailure, badParameter } from './failure.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Connection {
  /** Without a slash at the end. */
  readonly endpoint: string;
  readonly region: string;
  /** Undefined when nothing is signed. */
  readonly credentials: Credentials | undefined;
}

/** A connection whose credentials are looked for when they are needed, which is after the input was checked. */
export interface Destination extends Omit<Connection, 'credentials'> {
  /** Throws an AwsFailure if there are none. */
  readonly findCredentials: () => Promise<Credentials | undefined>;
}

const serviceKeys: Readonly<Record<ServiceName, string>> = {
  iot: 'iot',
  'iot-jobs-data': 'iot_jobs_data_plane',
};

/**
 * Throws if no region is known, or no endpoint. Where nothing names an endpoint, the server of the data directory is
 * meant, with its own region and keys unless the environment or a chosen profile has others: keys that somebody has for
 * the cloud are of no use here.
 */
export async function connect(service: ServiceName, configuration: Configuration): Promise<Destination> {
  const named = endpointOf(service, configuration);
  if (named !== undefined) checkUrl(named);
  const local = named === undefined ? await localServer() : undefined;
  const isLocalKnown = local !== undefined && configuration.profile.chosenBy === 'nobody';
  const found = configuration.find('region');
  const region = isLocalKnown && found?.type === 'config-file' ? local.region : (found?.value ?? local?.region);
  if (region === undefined) throw noRegion();
  const endpoint = named ?? (service === 'iot' ? local?.endpoint : local?.dataEndpoint);
  if (endpoint === undefined) throw noServer();
  return {
    endpoint: endpoint.replace(/\/+$/, ''),
    region,
    findCredentials: () => credentialsOf(configuration, local, isLocalKnown),
  };
}

function endpointOf(service: ServiceName, configuration: Configuration): string | undefined {
  const option = configuration.option('endpoint-url');
  if (typeof option === 'string') return option;
  if (configuration.get('ignoresEndpoints')?.toLowerCase() === 'true') return undefined;
  const { environment, profile } = configuration;
  const key = serviceKeys[service];
  const nested = profile.services.get(key);
  return (
    variable(environment, `AWS_ENDPOINT_URL_${key.toUpperCase()}`) ??
    variable(environment, 'AWS_ENDPOINT_URL') ??
    (typeof nested === 'object' ? nested.get('endpoint_url') : undefined) ??
    textValue(profile.values, 'endpoint_url')
  );
}

async function credentialsOf(
  configuration: Configuration,
  local: ReadyInformation | undefined,
  isLocalKnown: boolean,
): Promise<Credentials | undefined> {
  if (configuration.option('no-sign-request') === true) return undefined;
  const { environment, profile } = configuration;
  const hasKeys = variable(environment, 'AWS_ACCESS_KEY_ID') !== undefined;
  const found = isLocalKnown && !hasKeys ? local : ((await findCredentials(profile, environment)) ?? local);
  if (found === undefined) {
    throw new AwsFailure(
      253,
      'Unable to locate credentials. You can configure credentials by running "musterd configure".',
      { code: 'NoCredentials' },
    );
  }
  return found;
}

async function localServer(): Promise<ReadyInformation | undefined> {
  const { runningServer } = await import('../find-server.ts');
  return runningServer();
}

function checkUrl(url: string): void {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(url)) return;
  throw badParameter(
    `Bad value for --endpoint-url "${url}": scheme is missing.  Must be of the form http://<hostname>/ or https://<hostname>/`,
  );
}

function noRegion(): AwsFailure {
  const message = 'You must specify a region. You can also configure your region by running "musterd configure".';
  return new AwsFailure(253, message, { code: 'NoRegion' });
}

function noServer(): AwsFailure {
  const message =
    'No server is known. Start one with "musterd up", or name one with --endpoint-url or AWS_ENDPOINT_URL.';
  return new AwsFailure(253, message, { code: 'Configuration' });
}
