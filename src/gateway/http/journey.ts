/** The journey of a request, step by step, from its route to its answer. */
import { ServiceError } from '../../contract/errors.ts';
import type { OperationContract } from '../../contract/operation.ts';
import type { Log } from '../../lib/log.ts';
import { validateAny } from '../validate.ts';
import { cut } from '../violations.ts';
import { authenticate, type Caller, type Identities } from './authenticate.ts';
import type { Endpoint, Input } from './endpoint.ts';
import { chooseEndpoint } from './plane.ts';
import { readSignature } from './presented-signature.ts';
import { readInput } from './read-input.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import type { GatewayRequest } from './request.ts';
import type { Router } from './router.ts';

/** Decides whether a caller may do this; throws AccessDeniedException or ForbiddenException if not (`security.md` 5.4). */
export type Authorize = (caller: Caller, operation: OperationContract, input: Input) => Promise<void>;

export interface Stations {
  readonly router: Router;
  readonly identities: Identities;
  readonly authorize: Authorize;
  /** The host name that is used for the jobs endpoint only, if there is one. */
  readonly jobsHost: string | undefined;
  readonly log: Log;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  /** Absent for success. */
  readonly errorType?: string;
  /** JSON, or nothing. */
  readonly body: string;
}

/** Answers a request; every error becomes an answer too. Identity is asked before anything but the route is looked at. */
export async function answer(request: GatewayRequest, stations: Stations): Promise<Answer> {
  let endpoint: Endpoint | undefined;
  try {
    const found = stations.router(request.method, request.path);
    if (found === undefined) throw unknownOperation(request);
    const signature = found.endpoints.some(({ unsigned }) => unsigned) ? undefined : readSignature(request);
    const chosen = chooseEndpoint(found.endpoints, request, signature, stations.jobsHost);
    endpoint = chosen.endpoint;
    const caller = await authenticate(chosen, request, signature, stations.identities);
    const raw = readInput(endpoint.operation, request, found.pathValues);
    // Devices send numbers as text, over HTTPS as over MQTT (`device.md` 3).
    const options = { numbersAsText: endpoint.plane === 'device' };
    const input: Input = validateAny(endpoint.operation.input, raw, options);
    await stations.authorize(caller, endpoint.operation, input);
    const output = await endpoint.handle(input);
    return success(endpoint.encode(output, input));
  } catch (error) {
    return failure(refusalOf(error, endpoint, request.id, stations.log));
  }
}

/** The answer for a refusal. */
export function failure({ status, name, body }: Refusal): Answer {
  return { status, errorType: name, body: JSON.stringify(body) };
}

function success(body: object | undefined): Answer {
  return { status: 200, body: body === undefined ? '' : JSON.stringify(body) };
}

function unknownOperation({ method, path }: GatewayRequest): ServiceError {
  return new ServiceError('UnknownOperationException', `No operation answers ${method} ${cut(path, 256)}`);
}
