/** What a request can be routed to: the operations of both services and those under `/x/`, all in the contract's form. */
import type { OperationContract } from '../../contract/operation.ts';
import {
  type ControlPlaneOperations,
  controlPlaneOperations,
  deviceOperations,
} from '../../contract/operations/index.ts';
import type { Handlers, RequestContext } from '../../operations/context.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import { type Encoded, encodedJson, encodedOutput } from './body.ts';
import { withoutDeniedDocument } from './denied-document.ts';
import { encodeDeviceOutcome } from './device-outcome.ts';
import { encodeMembers } from './encode-members.ts';
import type { Extension } from './extensions.ts';
import type { HttpLimits } from './limits.ts';

/** Validated input, by member name. */
export type Input = Readonly<Record<string, unknown>>;

export interface Endpoint {
  readonly plane: 'control' | 'device' | 'extension';
  readonly operation: OperationContract;
  /** Whether anybody may ask. */
  readonly unsigned: boolean;
  /** The context is that of the request; the signal aborts when nobody reads the answer any more. */
  readonly handle: (input: Input, context: RequestContext, signal: AbortSignal) => Promise<unknown>;
  /** The answer for an output of `handle`. */
  readonly encode: (output: unknown, input: Input) => Encoded;
}

/** The handlers behind the endpoints. */
export interface Handling {
  readonly operations: Handlers<ControlPlaneOperations>;
  readonly deviceOperations: DeviceOperations;
  readonly extensions: readonly Extension[];
}

/** Every endpoint. The compiler has checked each handler against its contract; from here on all are alike. */
export function endpointsOf(handling: Handling, limits: Pick<HttpLimits, 'eventBytes'>): readonly Endpoint[] {
  const { operations, deviceOperations: devices } = handling;
  return [
    ...Object.entries(controlPlaneOperations).map(([name, operation]) => {
      const handler = handlerOf(operations, name);
      return endpoint('control', operation, (input, context) => handler(context, input));
    }),
    ...Object.entries(deviceOperations).map(([name, operation]): Endpoint => {
      const handler = handlerOf(devices, name);
      return {
        ...endpoint('device', operation, async (input, { permissions }) =>
          withoutDeniedDocument(name, await handler.call(devices, input), input, permissions),
        ),
        encode: (output, input) => encodedJson(encodeDeviceOutcome(name, output, input)),
      };
    }),
    ...handling.extensions.map(
      ({ handle, operation, unsigned }): Endpoint => ({
        ...endpoint('extension', operation, handle),
        unsigned,
        encode: (output) => encodedOutput(operation, output, limits),
      }),
    ),
  ];
}

type AnyHandler = (...parameters: readonly unknown[]) => Promise<unknown>;

/** A handler only ever gets what was validated against the contract that its input type is inferred from. */
function handlerOf(table: object, name: string): AnyHandler {
  const handler: unknown = Reflect.get(table, name);
  if (typeof handler !== 'function') throw new Error(`There is no handler of ${name}.`);
  // The compiler has checked that the table has a handler for each name.
  return handler as AnyHandler;
}

function endpoint(plane: Endpoint['plane'], operation: OperationContract, handle: Endpoint['handle']): Endpoint {
  const { output: members } = operation;
  return {
    plane,
    operation,
    unsigned: false,
    handle,
    encode: (output) => encodedJson(members === undefined ? undefined : encodeMembers(members, output)),
  };
}
