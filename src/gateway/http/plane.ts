/**
 * Which service is meant where both have the route, and under which names its requests may be signed
 * (docs/service/jobs.md#shared-routes).
 */
import type { Endpoint } from './endpoint.ts';
import type { GatewayRequest } from './request.ts';
import type { PresentedSignature } from './signature/presented-signature.ts';

/** The service name that a signature must carry: the first is the proper one, the others are accepted. */
export type ServiceNames = readonly [string, ...string[]];

const controlPlane: ServiceNames = ['iot', 'execute-api'];
const deviceApi: ServiceNames = ['iot-jobs-data', 'iot'];

export interface ChosenEndpoint {
  readonly endpoint: Endpoint;
  readonly services: ServiceNames;
}

/**
 * Chooses among the endpoints of a route. `jobsHost` is the name that DescribeEndpoint gives for `iot:Jobs`, if it is
 * used for nothing else.
 */
export function chooseEndpoint(
  endpoints: readonly [Endpoint, ...Endpoint[]],
  request: GatewayRequest,
  signature: PresentedSignature | undefined,
  jobsHost: string | undefined,
): ChosenEndpoint {
  const [first] = endpoints;
  if (endpoints.length === 1) {
    return { endpoint: first, services: first.plane === 'device' ? deviceApi : controlPlane };
  }
  const services = collidingServices(request, signature, jobsHost);
  const plane = services === controlPlane ? 'control' : 'device';
  return { endpoint: endpoints.find((endpoint) => endpoint.plane === plane) ?? first, services };
}

function collidingServices(
  request: GatewayRequest,
  signature: PresentedSignature | undefined,
  jobsHost: string | undefined,
): ServiceNames {
  if (signature === undefined) return request.clientCertificate === undefined ? controlPlane : deviceApi;
  const { service } = signature.scope;
  if (service === 'iot-jobs-data') return deviceApi;
  const isControlPlaneName = controlPlane.includes(service);
  // Older SDKs sign the data plane as `iot`; only the host tells what they mean.
  if (isControlPlaneName && isJobsHost(request.headers.host, jobsHost)) return [...deviceApi, 'execute-api'];
  return controlPlane;
}

function isJobsHost(host: string | undefined, jobsHost: string | undefined): boolean {
  if (host === undefined) return false;
  const name = host.toLowerCase().replace(/:\d+$/, '');
  return name === jobsHost?.toLowerCase() || /^.+\.jobs\.iot\..+$/.test(name);
}
