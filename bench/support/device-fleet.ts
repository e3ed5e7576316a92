/** Things with executions enough for a benchmark of the device path, on a server that is warm. */
import type { Load } from './device-load.ts';
import type { BenchEnvironment } from './environment.ts';
import { createJob, fillGroup, makeCertificate, playDevices, rolloutDone } from './fleet.ts';

/** What each round of devices has in common. */
export type DeviceFleet = Pick<Load, 'certFile' | 'keyFile' | 'tls' | 'thingPrefix' | 'things'>;

/** Before anything counts: a server that has just started compiles its code while it works. */
const WARM_UP_SECONDS = 10;

/** Fills the database, waits for the rollouts, and lets devices work for a while that is not counted. */
export async function prepareDeviceFleet(
  environment: BenchEnvironment,
  { jobs, things, tls }: { readonly tls: boolean; readonly things: number; readonly jobs: number },
): Promise<DeviceFleet> {
  const files = await makeCertificate(environment);
  await fillGroup(environment, 'fleet', 'device-', things);
  for (let job = 0; job < jobs; job += 1) await createJob(environment, `job-${job}`, 'fleet');
  for (let job = 0; job < jobs; job += 1) await rolloutDone(environment, `job-${job}`, 20);
  const fleet = { ...files, tls, thingPrefix: 'device-', things };
  await playDevices(environment, { ...fleet, connections: 128, seconds: WARM_UP_SECONDS, warmUpSeconds: 0 });
  return fleet;
}
