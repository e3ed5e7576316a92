/**
 * Requests to the jobs service: a payload in, one reply out, only to the connection that asked
 * (docs/service/devices.md#replies). Requests of one connection may be answered in another order than they came.
 */
import { ServiceError } from '../../contract/errors.ts';
import { deviceOperations } from '../../contract/operations/device/index.ts';
import { JobsRejection } from '../../contract/rejections.ts';
import { type JobsRequest, replyTopic } from '../../contract/topics.ts';
import { deviceRequests, since, UNKNOWN } from '../../lib/measurements.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import { type DeviceOutcome, encodeAccepted, encodeRejected } from '../encode-device.ts';
import { readJsonObject } from '../json.ts';
import { validate } from '../validate.ts';
import type { Session } from './broker/session.ts';
import type { Acknowledgement } from './connection/acknowledgements.ts';
import type { Connection } from './connection/connection.ts';
import type { GatewayContext } from './gateway-context.ts';
import type { ReceivedPublish } from './wire/packet-reader.ts';

/** The connection that asked, and how. */
export interface Asker {
  readonly connection: Connection;
  readonly session: Session;
  /** The literal request topic. */
  readonly topic: string;
  readonly packet: ReceivedPublish;
}

/** Devices send numbers as text, too. */
const AS_DEVICES_WRITE = { numbersAsText: true } as const;

type OperationName = keyof DeviceOperations;

/** Runs the operation and replies, now or later. Never throws, and always replies. */
export function answerJobsRequest(context: GatewayContext, asker: Asker, request: JobsRequest): void {
  const exchange = new Exchange(context, asker, request.operation);
  try {
    const payload = readPayload(asker.packet.payload);
    exchange.clientToken = clientTokenOf(payload);
    run(context, exchange, request, payload);
  } catch (error) {
    exchange.reject(error);
  }
}

/** Rejects a publish below `$aws/things/T/jobs/` that is not a request. */
export function rejectUnknownTopic(context: GatewayContext, asker: Asker): void {
  new Exchange(context, asker, UNKNOWN).reject(new JobsRejection('InvalidTopic', 'The topic maps to no operation'));
}

function run(
  context: GatewayContext,
  exchange: Exchange,
  { operation, thingName, jobId, namespaceId }: JobsRequest,
  payload: Record<string, unknown>,
): void {
  // The topic says these, whatever the payload contains. The payload object is ours alone, and copying it would cost
  // more than parsing it did.
  payload['thingName'] = thingName;
  payload['jobId'] = jobId;
  payload['namespaceId'] = namespaceId;
  const input = validate(deviceOperations[operation].input, payload, AS_DEVICES_WRITE);
  // The input was validated by the contract of the operation with this name.
  const invoke = context.operations[operation] as (input: unknown) => Promise<DeviceOutcome<OperationName>>;
  invoke.call(context.operations, input).then(
    (outcome) => exchange.accept(operation, outcome),
    (error: unknown) => exchange.reject(error),
  );
}

function readPayload(payload: Buffer): Record<string, unknown> {
  try {
    return readJsonObject(payload);
  } catch (error) {
    if (error instanceof ServiceError) throw new JobsRejection('InvalidJson', error.message);
    throw error;
  }
}

function clientTokenOf({ clientToken }: Readonly<Record<string, unknown>>): string | undefined {
  if (clientToken === undefined || clientToken === null) return undefined;
  if (typeof clientToken === 'string') return clientToken;
  throw new JobsRejection('InvalidRequest', 'clientToken must be a string');
}

/** One request and its one reply. */
class Exchange {
  clientToken: string | undefined;
  readonly #context: GatewayContext;
  readonly #asker: Asker;
  readonly #acknowledgement: Acknowledgement | undefined;
  readonly #operation: OperationName | typeof UNKNOWN;
  /** Undefined while nobody measures. */
  readonly #beganAt: number | undefined;

  constructor(context: GatewayContext, asker: Asker, operation: OperationName | typeof UNKNOWN) {
    const { connection, packet } = asker;
    this.#context = context;
    this.#asker = asker;
    this.#operation = operation;
    this.#beganAt = deviceRequests.begin();
    this.#acknowledgement = packet.qos === 1 ? connection.acknowledgements.begin(packet.messageId) : undefined;
    connection.beginRequest();
  }

  accept(operation: OperationName, outcome: DeviceOutcome<OperationName>): void {
    const now = this.#context.clock.now();
    this.#reply('accepted', encodeAccepted(operation, outcome, this.clientToken, now), now);
    this.#tell('OK');
  }

  /** Rejects with what a device may know of the error; the rest is logged. */
  reject(error: unknown): void {
    const now = this.#context.clock.now();
    const rejection = this.#asRejection(error);
    this.#reply('rejected', encodeRejected(rejection, this.clientToken, now), now);
    this.#tell(rejection.code);
  }

  #tell(outcome: string): void {
    if (this.#beganAt === undefined) return;
    deviceRequests.tell({ operation: this.#operation, outcome, durationMs: since(this.#beganAt) });
  }

  #asRejection(error: unknown): JobsRejection {
    if (error instanceof JobsRejection) return error;
    if (error instanceof ServiceError && error.name !== 'InternalFailureException') {
      // Comes from the validation: a constraint was violated, or a value has the wrong JSON type.
      return new JobsRejection('InvalidRequest', error.message);
    }
    const { topic, session } = this.#asker;
    this.#context.log.error({ err: error, topic, clientId: session.clientId }, 'A device request failed.');
    return new JobsRejection('InternalError', 'The request could not be processed; try again');
  }

  #reply(outcome: 'accepted' | 'rejected', payload: string, now: number): void {
    const { connection, session } = this.#asker;
    // A connection that is gone gets no reply, and neither does the next one of its session.
    if (connection.isEnded) return;
    if (this.#acknowledgement !== undefined) connection.acknowledgements.finish(this.#acknowledgement, 0);
    const topic = replyTopic(this.#asker.topic, outcome);
    const qos = session.grantedQos(topic);
    const message = { topic, payload, qos, retain: false, properties: undefined, expiresAt: undefined };
    session.deliver({ message, retain: false, onlyFor: connection }, qos, now);
    connection.endRequest();
  }
}
