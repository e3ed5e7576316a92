/** AWS's own client for operators, pointed at the server of the wire tests. */
import assert from 'node:assert/strict';
import { IoTClient } from '@aws-sdk/client-iot';
import { IoTJobsDataPlaneClient } from '@aws-sdk/client-iot-jobs-data-plane';
import type { WireServer } from './server.ts';

export interface RecordingClient {
  readonly iot: IoTClient;
  /** The names of the operations that were answered, errors included. */
  readonly asked: ReadonlySet<string>;
}

/** One that fails at the first wrong answer instead of trying again. */
export function iotClient({ endpoint, region, accessKeyId, secretAccessKey }: WireServer): IoTClient {
  return new IoTClient({ endpoint, region, credentials: { accessKeyId, secretAccessKey }, maxAttempts: 1 });
}

/** One that remembers which operations it was used for. */
export function recordingClient(server: WireServer): RecordingClient {
  const iot = iotClient(server);
  const asked = new Set<string>();
  iot.middlewareStack.add(
    (next, context) => async (parameters) => {
      try {
        return await next(parameters);
      } finally {
        asked.add((context.commandName ?? '').replace(/Command$/, ''));
      }
    },
    { step: 'initialize', name: 'recordOperation' },
  );
  return { iot, asked };
}

/** Fails for operations of the contract that no test of the file has asked for. */
export function assertAllAsked({ asked }: RecordingClient, operations: Readonly<Record<string, unknown>>): void {
  assert.deepEqual(
    Object.keys(operations).filter((name) => !asked.has(name)),
    [],
  );
}

/** The client of the device API that signs its requests. */
export function jobsDataClient(
  { region, accessKeyId, secretAccessKey }: WireServer,
  endpoint: string,
  options: Partial<ConstructorParameters<typeof IoTJobsDataPlaneClient>[0]> = {},
): IoTJobsDataPlaneClient {
  const credentials = { accessKeyId, secretAccessKey };
  return new IoTJobsDataPlaneClient({ endpoint, region, credentials, maxAttempts: 1, ...options });
}

/** ARN of something in the account of the server. */
export function arnOf({ region, accountId }: WireServer, type: string, name: string): string {
  return `arn:aws:iot:${region}:${accountId}:${type}/${name}`;
}

/** Asserts that the SDK throws this class of exception, and gives it. */
export async function refusal<E extends Error>(
  request: Promise<unknown>,
  // The constructors of exceptions take options that do not matter here.
  type: abstract new (options: never) => E,
): Promise<E> {
  const error = await request.then(
    () => assert.fail(`No ${type.name} was thrown`),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof type, `${error} is no ${type.name}`);
  return error;
}
