/**
 * What the process tells of its own work, on channels of `node:diagnostics_channel`. Whoever wants to know listens; without
 * a listener nothing is measured, and the clock is not read.
 *
 * Durations are milliseconds of a monotonic clock. Names of operations, workers and statements come from the code and
 * outcomes from short lists, so a listener may count by them. Nothing here names a thing, a job or a client.
 */
import { channel } from 'node:diagnostics_channel';

/** One kind of measurement. */
export interface Measured<Measurement extends object> {
  /** When something begins, for `since`; undefined if nobody listens, and then there is nothing to tell at its end. */
  begin(): number | undefined;
  /** Tells whoever listens, before it returns. */
  tell(measurement: Measurement): void;
  /** Calls this with each measurement from now on, until what it returns is called. A listener that throws ends the process. */
  listen(listener: (measurement: Measurement) => void): () => void;
}

function measured<Measurement extends object>(name: string): Measured<Measurement> {
  const channelOfName = channel(`musterd.${name}`);
  return {
    begin: () => (channelOfName.hasSubscribers ? performance.now() : undefined),
    tell: (measurement) => channelOfName.publish(measurement),
    listen(listener) {
      // Only `tell` publishes on this channel.
      const subscriber = (measurement: unknown) => listener(measurement as Measurement);
      channelOfName.subscribe(subscriber);
      return () => void channelOfName.unsubscribe(subscriber);
    },
  };
}

/** How many milliseconds have passed since something began. */
export function since(beganAt: number): number {
  return performance.now() - beganAt;
}

/** The name of an operation that a request did not get as far as. */
export const UNKNOWN = 'unknown';

export interface HttpRequestMeasurement {
  /** A name of the contract, or `unknown`. */
  readonly operation: string;
  readonly plane: 'control' | 'device' | 'extension' | typeof UNKNOWN;
  /** `OK`, or the name of the error that was answered. */
  readonly outcome: string;
  /** From the whole request to its answer, or to the end of a stream; 0 for one that was refused before it was whole. */
  readonly durationMs: number;
}

/** Each HTTP request that was answered, except those that were no HTTP and those for a WebSocket. */
export const httpRequests = measured<HttpRequestMeasurement>('http-request');

export interface DeviceRequestMeasurement {
  /** A device operation of the contract, or `unknown`. */
  readonly operation: string;
  /** `OK`, or the code of the rejection. */
  readonly outcome: string;
  /** From the PUBLISH to its reply. */
  readonly durationMs: number;
}

/** Each device request over MQTT, also where the asker was gone before the reply. */
export const deviceRequests = measured<DeviceRequestMeasurement>('device-request');

export interface DeviceBatchMeasurement {
  /** How many requests it held. */
  readonly size: number;
  /** From the coming of its oldest request to its beginning, earlier batches that lost a race over it included. */
  readonly waitedMs: number;
  /** The READ; 0 if everything was remembered. */
  readonly readMs: number;
  /** The WRITE; 0 if nothing changed. */
  readonly writeMs: number;
  readonly outcome: 'OK' | 'failed';
}

/** Each batch of the device path, over MQTT and HTTP. */
export const deviceBatches = measured<DeviceBatchMeasurement>('device-batch');

export interface EnginePassMeasurement {
  /** The name of the worker. */
  readonly worker: string;
  readonly durationMs: number;
  readonly outcome: 'OK' | 'failed';
  /** How long after the time that the worker had asked for it began, on the engine's clock; absent if none was due. */
  readonly lateMs?: number;
}

/** Each pass of a worker of the engine. */
export const enginePasses = measured<EnginePassMeasurement>('engine-pass');

export interface StatementMeasurement {
  /** The name of the prepared statement, `BEGIN` or `COMMIT`. */
  readonly statement: string;
  /** Outside a transaction, the wait for a connection is included. */
  readonly durationMs: number;
  /** Read or written; 0 if it failed. */
  readonly rows: number;
  /** `OK`, the SQLSTATE of PostgreSQL's error, or `failed` where there was no answer. */
  readonly outcome: string;
}

/** Each statement that the database was asked. */
export const statements = measured<StatementMeasurement>('statement');

export interface PublicationMeasurement {
  /** How many stored announcements were published to their end. */
  readonly announcements: number;
  readonly durationMs: number;
}

/** Each time announcements were published. A failure is not told: they are published once more. */
export const publications = measured<PublicationMeasurement>('publication');
