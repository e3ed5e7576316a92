/** Starts the simulated devices of `--demo` against the running server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { everythingPermitted } from '../access/operators/caller-permissions.ts';
import type { CallOperation } from '../demo/fleet.ts';
import type { Log } from '../lib/log.ts';
import type { OperationContext } from '../operations/context.ts';
import { operationHandlers } from '../operations/index.ts';
import type { ReadyInformation } from './ready-file.ts';
import type { Settings } from './settings/table.ts';

export interface DemoOptions {
  readonly settings: Settings;
  readonly ready: ReadyInformation;
  readonly dataDirectory: string;
  readonly context: OperationContext;
  readonly log: Log;
}

export async function startDemo(options: DemoOptions): Promise<{ stop(): Promise<void> }> {
  const { settings, ready, dataDirectory, context, log } = options;
  // A whole MQTT client, which only the demonstration needs.
  const { startFleet } = await import('../demo/fleet.ts');
  // What the demonstration makes, it makes as root does.
  const request = { ...context, permissions: everythingPermitted };
  const call: CallOperation = (name, input) => operationHandlers[name](request, input);
  return startFleet({
    devices: settings.demo,
    directory: join(dataDirectory, 'demo'),
    connection: {
      // The devices live here, whatever name others use.
      host: ['0.0.0.0', '::'].includes(settings.host) ? 'localhost' : settings.host,
      port: ready.mqttsPort,
      serverName: ready.mqttHost,
      caPem: await readFile(ready.caFile, 'utf8'),
    },
    call,
    log,
  });
}
