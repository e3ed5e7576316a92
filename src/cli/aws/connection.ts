/** Where a call goes and who makes it: from options, environment and configuration, or the server that runs here. */
import type { ServiceName } from '../../contract/operation.ts';
import type { ReadyInformation } from '../../server/ready-file.ts';
import { AwsFailure, badParameter } from './failure.ts';
import type { GivenValues } from './option.ts';

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

const endpointVariables: Readonly<Record<ServiceName, string>> = {
  iot: 'AWS_ENDPOINT_URL_IOT',
  'iot-jobs-data': 'AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE',
};

/** Throws if no region is known, or no endpoint. Credentials are looked for when they are needed. */
export async function connect(service: ServiceName, given: GivenValues): Promise<Connection> {
  const named = textOf(given, 'endpoint-url') ?? set(endpointVariables[service]) ?? set('AWS_ENDPOINT_URL');
  if (named !== undefined) checkUrl(named);
  const local = named === undefined ? await localServer() : undefined;
  const region = textOf(given, 'region') ?? set('AWS_REGION') ?? set('AWS_DEFAULT_REGION') ?? local?.region;
  if (region === undefined) throw noRegion();
  const endpoint = named ?? local?.endpoint;
  if (endpoint === undefined) throw new AwsFailure(253, 'No server is known.', { code: 'Configuration' });
  return { endpoint: endpoint.replace(/\/+$/, ''), region, credentials: credentialsOf(local) };
}

function credentialsOf(local: ReadyInformation | undefined): Credentials | undefined {
  const accessKeyId = set('AWS_ACCESS_KEY_ID') ?? local?.accessKeyId;
  const secretAccessKey = set('AWS_SECRET_ACCESS_KEY') ?? local?.secretAccessKey;
  const sessionToken = set('AWS_SESSION_TOKEN');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
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
  return new AwsFailure(
    253,
    'You must specify a region. You can also configure your region by running "aws configure".',
    {
      code: 'NoRegion',
    },
  );
}

function textOf(given: GivenValues, key: string): string | undefined {
  const value = given.get(key);
  return typeof value === 'string' ? value : undefined;
}

/** An empty variable is an unset one. */
function set(variable: string): string | undefined {
  const text = process.env[variable];
  return text === undefined || text === '' ? undefined : text;
}
