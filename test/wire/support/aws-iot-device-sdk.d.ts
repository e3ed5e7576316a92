/** As much of the untyped `aws-iot-device-sdk` 2.2 as the wire tests use. */
declare module 'aws-iot-device-sdk' {
  import type { EventEmitter } from 'node:events';

  export interface Options {
    readonly host: string;
    readonly port: number;
    readonly clientId: string;
    readonly privateKey: Buffer;
    readonly clientCert: Buffer;
    readonly caCert: Buffer;
  }

  type Done = (error?: Error) => void;
  type Report = (statusDetails: Readonly<Record<string, string>>, callback: Done) => void;

  export interface Job {
    readonly id: string;
    readonly document: unknown;
    readonly operation: string | undefined;
    readonly status: { readonly status: string; readonly statusDetails?: Readonly<Record<string, string>> };
    readonly inProgress: Report;
    readonly failed: Report;
    readonly succeeded: Report;
  }

  // The name of the package's own class.
  export class jobs extends EventEmitter {
    constructor(options: Options);
    subscribeToJobs(thingName: string, operation: string, callback: (error: Error | null, job: Job) => void): void;
    subscribeToJobs(thingName: string, callback: (error: Error | null, job: Job) => void): void;
    startJobNotifications(thingName: string, callback: Done): void;
    end(force: boolean, callback: () => void): void;
  }
}
