/** Builds the server, room by room, and knows how to take it down again. The only place that sees all of it. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startEngine } from '../engine/start.ts';
import { createHttpGateway } from '../gateway/http/gateway.ts';
import { createMqttGateway } from '../gateway/mqtt/gateway.ts';
import { wallClock } from '../lib/clock.ts';
import { ConfigError } from '../lib/config-error.ts';
import type { Log } from '../lib/log.ts';
import type { OperationContext } from '../operations/context.ts';
import { createDeviceLane } from '../operations/device/index.ts';
import { operations } from '../operations/index.ts';
import type { AfterCommit } from '../store/change.ts';
import { openDataDirectory, openEphemeralDataDirectory } from '../store/data-directory.ts';
import { certificateNames, httpHostOf, publicHostOf, url } from './addresses.ts';
import { openCertificates } from './certificates.ts';
import { deviceIdentities } from './device-identities.ts';
import { Lifetime } from './lifetime.ts';
import { type ReadyInformation, removeReadyFile, writeReadyFile } from './ready-file.ts';
import { rootCredentials } from './root-credentials.ts';
import type { Settings } from './settings/table.ts';
import { openStore } from './store.ts';

export interface RunningServer {
  readonly ready: ReadyInformation;
  readonly partition: string;
  readonly dataDirectory: string;
  /** Where the root keys can be read; undefined if the environment gave them. */
  readonly credentialsFile: string | undefined;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** From the beginning of the start until everything accepted. */
  readonly startMs: number;
  /** Resolves if something fails without which the server cannot go on. */
  readonly failed: Promise<Error>;
  /** Resolves when nothing that was started runs any more. */
  stop(): Promise<void>;
}
