/** What another program needs to use a running server: written when everything accepts, gone when it stops. */
import { rm } from 'node:fs/promises';
import { writeOwnerFile } from './owner-file.ts';

/** Its name in the data directory. */
export const READY_FILE = 'ready.json';

export interface ReadyInformation {
  /** Base URL of both HTTP APIs, plain. */
  readonly endpoint: string;
  /** Base URL of the device HTTP API; the same listener here. */
  readonly dataEndpoint: string;
  /** The same APIs over TLS; devices use it with their certificates. */
  readonly httpsEndpoint: string;
  readonly mqttHost: string;
  readonly mqttsPort: number;
  /** MQTT without TLS, on the loopback address, where the settings ask for it. */
  readonly insecureMqttPort?: number;
  /** The certificate that the server's own can be verified with. */
  readonly caFile: string;
  readonly region: string;
  readonly accountId: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly pid: number;
  /** Tells the server from a later process with its number. */
  readonly started: string;
}

export async function writeReadyFile(path: string, information: ReadyInformation): Promise<void> {
  await writeOwnerFile(path, `${JSON.stringify(information, null, 2)}\n`);
}

export async function removeReadyFile(path: string): Promise<void> {
  await rm(path, { force: true });
}
