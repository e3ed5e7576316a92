/** The journey of a request, step by step, from its route to its answer. */

import type { AuditedRequest, AuditTrail } from '../../access/audit/trail.ts';
import type { RequestOrigin } from '../../access/operators/authorize.ts';
import { ServiceError } from '../../contract/errors.ts';
import type { OperationContract } from '../../contract/operation.ts';
import type { Log } from '../../lib/log.ts';
import type { OperationContext } from '../../operations/context.ts';
import { validateAny } from '../validate.ts';
import { cut } from '../violations.ts';
import { authenticate, type Caller, type Identities } from './authenticate.ts';
import type { Endpoint, Input } from './endpoint.ts';
import { chooseEndpoint } from './plane.ts';
import { readInput } from './read-input.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import type { GatewayRequest } from './request.ts';
import type { Router } from './router.ts';
import { type PresentedSignature, readSignature } from './signature/presented-signature.ts';

/** What is to be decided about. */
export interface AskedPermission extends RequestOrigin {
  readonly caller: Caller;
  readonly plane: Endpoint['plane'];
  readonly operation: OperationContract;
  readonly input: Input;
  /** To be told why it is refused, where callers are told less. */
  readonly because: (reason: string) => void;
}

/**
 * Decides whether a caller may do this; throws AccessDeniedException or ForbiddenException if not
 * (docs/service/identity.md#permission-before-existence).
 */
export type Authorize = (asked: AskedPermission) => Promise<void>;

export interface Stations {
  readonly router: Router;
  readonly identities: Identities;
  readonly authorize: Authorize;
  readonly audit: Pick<AuditTrail<OperationContext>, 'allowed' | 'denied' | 'refused'>;
  /** The ARN by which the audit trail knows a caller; undefined for anybody. */
  readonly nameOf: (caller: Caller) => string | undefined;
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

/** How far a request has come, for whoever has to say why it came no further. */
interface Visit {
  endpoint?: Endpoint;
  signature?: PresentedSignature | undefined;
  caller?: Caller;
  input?: Input;
  /** Why it is refused, for the audit trail. */
  reason?: string;
  /** Set when the request is allowed. */
  ended?: (result: string) => void;
}

/**
 * Answers a request; every error becomes an answer too. Identity is asked before anything but the route is looked at.
 */
export async function answer(request: GatewayRequest, stations: Stations): Promise<Answer> {
  const visit: Visit = {};
  try {
    const body = await serve(request, stations, visit);
    visit.ended?.('OK');
    return { status: 200, body: body === undefined ? '' : JSON.stringify(body) };
  } catch (error) {
    const refusal = refusalOf(error, visit.endpoint, request.id, stations.log);
    recordRefusal(request, stations, visit, refusal);
    return failure(refusal);
  }
}

async function serve(request: GatewayRequest, stations: Stations, visit: Visit): Promise<object | undefined> {
  const found = stations.router(request.method, request.path);
  if (found === undefined) throw unknownOperation(request);
  // Named before the signature is read, so that an unreadable one is recorded too.
  [visit.endpoint] = found.endpoints;
  const signature = found.endpoints.some(({ unsigned }) => unsigned) ? undefined : readSignature(request);
  visit.signature = signature;
  const chosen = chooseEndpoint(found.endpoints, request, signature, stations.jobsHost);
  const { endpoint } = chosen;
  visit.endpoint = endpoint;
  const caller = await authenticate(chosen, request, signature, stations.identities);
  visit.caller = caller;
  const { operation, plane } = endpoint;
  const raw = readInput(operation, request, found.pathValues);
  // Devices send numbers as text, over HTTPS as over MQTT (docs/service/devices.md#data-rules).
  const input: Input = validateAny(operation.input, raw, { numbersAsText: plane === 'device' });
  visit.input = input;
  const { address: sourceAddress, secure: isSecure } = request;
  if (!endpoint.unsigned) {
    const because = (reason: string) => {
      visit.reason = reason;
    };
    await stations.authorize({ caller, plane, operation, input, sourceAddress, isSecure, because });
  }
  const { context, ended } = stations.audit.allowed(audited(request, stations, visit, endpoint));
  visit.ended = ended;
  return endpoint.encode(await endpoint.handle(input, context), input);
}

/** The answer for a refusal. */
export function failure({ status, name, body }: Refusal): Answer {
  return { status, errorType: name, body: JSON.stringify(body) };
}

const FORBIDDEN = 403;

/** A request that was malformed before anybody decided about it leaves no trace. */
function recordRefusal(request: GatewayRequest, stations: Stations, visit: Visit, { name, status }: Refusal): void {
  if (visit.ended !== undefined) visit.ended(name);
  else if (visit.endpoint !== undefined && status === FORBIDDEN) {
    stations.audit.denied(audited(request, stations, visit, visit.endpoint), name);
  }
}

function audited(request: GatewayRequest, stations: Stations, visit: Visit, endpoint: Endpoint): AuditedRequest {
  return {
    requestId: request.id,
    sourceAddress: request.address,
    principal: visit.caller && stations.nameOf(visit.caller),
    accessKeyId: visit.signature?.accessKeyId,
    plane: endpoint.plane,
    operation: endpoint.operation,
    input: visit.input,
    reason: visit.reason,
  };
}

function unknownOperation({ method, path }: GatewayRequest): ServiceError {
  return new ServiceError('UnknownOperationException', `No operation answers ${method} ${cut(path, 256)}`);
}
