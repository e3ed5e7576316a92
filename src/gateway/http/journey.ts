/** The journey of a request, step by step, from its route to its answer. */

import type { AuditedRequest, AuditTrail } from '../../access/audit/trail.ts';
import type { RequestOrigin } from '../../access/operators/authorize.ts';
import { type CallerPermissions, everythingPermitted } from '../../access/operators/caller-permissions.ts';
import { ServiceError } from '../../contract/errors.ts';
import type { OperationContract } from '../../contract/operation.ts';
import type { Log } from '../../lib/log.ts';
import { httpRequests, since, UNKNOWN } from '../../lib/measurements.ts';
import type { OperationContext } from '../../operations/context.ts';
import { networkOf } from '../network.ts';
import { validateAny } from '../validate.ts';
import { cut } from '../violations.ts';
import { authenticate, type Caller, type Identities } from './authenticate.ts';
import { type ByteSource, type Encoded, JSON_TYPE } from './body.ts';
import type { Endpoint, Input } from './endpoint.ts';
import { chooseEndpoint } from './plane.ts';
import { readInput } from './read-input.ts';
import { type Refusal, refusalOf } from './refusal.ts';
import type { GatewayRequest } from './request.ts';
import type { Found, Router } from './router.ts';
import { type PresentedSignature, readSignature } from './signature/presented-signature.ts';
import type { OpenStreams, StreamPlace } from './streams/open-streams.ts';
import type { StreamedAnswer } from './streams/write-stream.ts';

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
 * (docs/service/identity.md#permission-before-existence). What it gives can be asked for more.
 */
export type Authorize = (asked: AskedPermission) => Promise<CallerPermissions>;

export interface Stations {
  readonly router: Router;
  readonly identities: Identities;
  readonly authorize: Authorize;
  readonly audit: Pick<AuditTrail<OperationContext>, 'allowed' | 'denied' | 'refused'>;
  /** The ARN by which the audit trail knows a caller; undefined for anybody. */
  readonly nameOf: (caller: Caller) => string | undefined;
  /** The host name that is used for the jobs endpoint only, if there is one. */
  readonly jobsHost: string | undefined;
  readonly streams: OpenStreams;
  readonly log: Log;
}

/** What is sent back. */
export interface Answer {
  readonly status: number;
  /** Absent for success. */
  readonly errorType?: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Whole, or as it is made. */
  readonly body: string | StreamedAnswer;
}

/** Calls back when the client has gone, or has gone already. */
export type WhenGone = (listener: () => void) => void;

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
  /** Where the answer is streamed. */
  place?: StreamPlace;
}

/** Answers a request; every error becomes an answer too. Identity is asked before anything but the route is looked at. */
export async function answer(request: GatewayRequest, stations: Stations, whenGone: WhenGone): Promise<Answer> {
  const visit: Visit = {};
  const beganAt = httpRequests.begin();
  try {
    const { body, headers } = await serve(request, stations, visit, whenGone);
    if (typeof body !== 'string') {
      return { status: 200, headers, body: await begun(request, stations, visit, body, beganAt) };
    }
    visit.ended?.('OK');
    if (beganAt !== undefined) tellOf(visit.endpoint, 'OK', since(beganAt));
    return { status: 200, headers, body };
  } catch (error) {
    visit.place?.end();
    const refusal = refusalOf(error, visit.endpoint, request.id, stations.log);
    recordRefusal(request, stations, visit, refusal);
    if (beganAt !== undefined) tellOf(visit.endpoint, refusal.name, since(beganAt));
    return failure(refusal);
  }
}

/** The answer for a request that was refused before it was whole. */
export function refuseUnread(refusal: Refusal): Answer {
  if (httpRequests.begin() !== undefined) tellOf(undefined, refusal.name, 0);
  return failure(refusal);
}

function tellOf(endpoint: Endpoint | undefined, outcome: string, durationMs: number): void {
  const { operation, plane } = endpoint ?? {};
  httpRequests.tell({ operation: operation?.name ?? UNKNOWN, plane: plane ?? UNKNOWN, outcome, durationMs });
}

async function serve(request: GatewayRequest, stations: Stations, visit: Visit, whenGone: WhenGone): Promise<Encoded> {
  const found = route(request, stations.router);
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
  const because = (reason: string) => {
    visit.reason = reason;
  };
  const permissions = endpoint.unsigned
    ? everythingPermitted
    : await stations.authorize({ caller, plane, operation, input, sourceAddress, isSecure, because });
  const { context, ended } = stations.audit.allowed(audited(request, stations, visit, endpoint));
  visit.ended = ended;
  const signal = placeOf(request, stations, visit, endpoint, whenGone)?.signal ?? NEVER;
  return endpoint.encode(await endpoint.handle(input, { ...context, permissions }, signal), input);
}

/** What is under `/x/` answers HEAD as well as GET. */
function route(request: GatewayRequest, router: Router): Found {
  const { method, path } = request;
  const found = router(method === 'HEAD' ? 'GET' : method, path);
  const [endpoint] = found?.endpoints ?? [];
  if (found === undefined || (method === 'HEAD' && endpoint?.plane !== 'extension')) throw unknownOperation(request);
  return found;
}

/** Of an answer that ends by itself. */
const NEVER = new AbortController().signal;

/** The place of an answer that is streamed. It is taken before anything is done for it. */
function placeOf(
  request: GatewayRequest,
  { nameOf, streams }: Stations,
  visit: Visit,
  { operation: { answers } }: Endpoint,
  whenGone: WhenGone,
): StreamPlace | undefined {
  if (answers?.kind !== 'file' && answers?.kind !== 'event stream') return undefined;
  const caller = (visit.caller && nameOf(visit.caller)) ?? networkOf(request.address);
  const place = streams.begin(caller, answers.kind);
  visit.place = place;
  whenGone(() => place.abort('gone'));
  return place;
}

/** A stream whose source works. Of a file the first bytes are read before anything is sent: until then it can be refused. */
async function begun(
  request: GatewayRequest,
  { log }: Stations,
  visit: Visit,
  source: ByteSource,
  beganAt: number | undefined,
): Promise<StreamedAnswer> {
  const { endpoint, ended, place } = visit;
  if (place === undefined) throw new Error('A stream has no place.');
  const isRead = source.kind === 'file' && request.method !== 'HEAD';
  const first = isRead ? await source.bytes.next() : undefined;
  return {
    source,
    place,
    first,
    ended(error) {
      const outcome = error === undefined ? 'OK' : refusalOf(error, endpoint, request.id, log).name;
      ended?.(outcome);
      if (beganAt !== undefined) tellOf(endpoint, outcome, since(beganAt));
    },
  };
}

/** The answer for a refusal. */
function failure({ status, name, body }: Refusal): Answer {
  return { status, errorType: name, headers: JSON_TYPE, body: JSON.stringify(body) };
}

const FORBIDDEN = 403;

/**
 * A request that was malformed before anybody decided about it leaves no trace. One that was allowed at first may be
 * refused for what it turns out to reach.
 */
function recordRefusal(request: GatewayRequest, stations: Stations, visit: Visit, { name, status }: Refusal): void {
  if (visit.ended !== undefined && status !== FORBIDDEN) visit.ended(name);
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
