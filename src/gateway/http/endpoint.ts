/** What a request can be routed to: the operations of both services and our own routes, all in the contract's form. */
import type { OperationContract } from '../../contract/operation.ts';
import {
  type ControlPlaneOperations,
  controlPlaneOperations,
  deviceOperations,
} from '../../contract/operations/index.ts';
import type { Handlers, OperationContext } from '../../operations/context.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import { encodeDeviceOutcome } from './device-outcome.ts';
import { encodeMembers } from './encode-members.ts';
import type { ExtensionRoute } from './extension-route.ts';

/** Validated input, by member name. */
export type Input = Readonly<Record<string, unknown>>;

export interface Endpoint {
  readonly plane: 'control' | 'device' | 'extension';
  readonly operation: OperationContract;
  /** Whether anybody may ask. */
  readonly unsigned: boolean;
  /** The context is that of the request. */
  readonly handle: (input: Input, context: OperationContext) => Promise<unknown>;
  /** The body for an output of `handle`; undefined for an empty one. */
  readonly encode: (output: unknown, input: Input) => object | undefined;
}

/** The handlers behind the endpoints. */
export interface Handling {
  readonly operations: Handlers<ControlPlaneOperations>;
  readonly deviceOperations: DeviceOperations;
  readonly extensionRoutes: readonly ExtensionRoute[];
}

/** Every endpoint. The compiler has checked each handler against its contract; from here on all are alike. */
export function endpointsOf(handling: Handling): readonly Endpoint[] {
  const { operations, deviceOperations: devices } = handling;
  return [
    ...Object.entries(controlPlaneOperations).map(([name, operation]) => {
      const handler = handlerOf(operations, name);
      return endpoint('control', operation, (input, context) => handler(context, input));
    }),
    ...Object.entries(deviceOperations).map(([name, operation]): Endpoint => {
      const handler = handlerOf(devices, name);
      return {
        ...endpoint('device', operation, (input) => handler.call(devices, input)),
        encode: (output, input) => encodeDeviceOutcome(name, output, input),
      };
    }),
    ...handling.extensionRoutes.map(
      (route): Endpoint => ({
        ...endpoint('extension', route.operation, route.handle),
        unsigned: route.unsigned === true,
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
    encode: (output) => (members === undefined ? undefined : encodeMembers(members, output)),
  };
}
