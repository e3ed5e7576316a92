/**
 * A job over a large fleet: executions created and deleted per second when devices are quiet, then both again while devices
 * work, with their p99 before and during, and the server's memory.
 */
import { DeleteJobCommand, DescribeJobCommand, type IoTClient } from '@aws-sdk/client-iot';
import type { Measured } from './support/device-load.ts';
import { type BenchEnvironment, residentMiB, startEnvironment } from './support/environment.ts';
import { clientOf, createJob, fillGroup, makeCertificate, playDevices, rolloutDone } from './support/fleet.ts';

const FLEET = Number(process.env['BENCH_THINGS'] ?? 1_000_000);
const DEVICES = 512;
const DEVICE_JOBS = Number(process.env['BENCH_DEVICE_JOBS'] ?? 600);
const IN_FLIGHT = 16;
const SECONDS = 15;
const WARM_UP_SECONDS = 2;

const environment = await startEnvironment();
try {
  const files = await makeCertificate(environment);
  const client = clientOf(environment);
  await fillGroup(environment, 'fleet', 'thing-', FLEET);
  console.log(`a job over ${FLEET} things; devices: ${IN_FLIGHT} requests in flight while they work\n`);

  const quiet = await createAndDelete(environment, client, 'quiet');
  console.table([quiet]);

  await fillGroup(environment, 'devices', 'device-', DEVICES);
  for (let job = 0; job < DEVICE_JOBS; job += 1) await createJob(environment, `device-job-${job}`, 'devices');
  for (let job = 0; job < DEVICE_JOBS; job += 1) await rolloutDone(environment, `device-job-${job}`, 20);
  const load = {
    ...files,
    connections: IN_FLIGHT,
    thingPrefix: 'device-',
    things: DEVICES,
    warmUpSeconds: WARM_UP_SECONDS,
  };
  const alone = await playDevices(environment, { ...load, seconds: SECONDS });
  const rows = [rowOf('nothing else happens', alone, alone)];

  const creating = playDevices(environment, { ...load, seconds: SECONDS });
  await pause(WARM_UP_SECONDS);
  const beganCreating = performance.now();
  await createJob(environment, 'busy', 'fleet');
  const whileCreating = await creating;
  await rolloutDone(environment, 'busy');
  const creatingSeconds = (performance.now() - beganCreating) / 1000;
  rows.push(rowOf('a rollout creates', whileCreating, alone));

  const deleting = playDevices(environment, { ...load, seconds: SECONDS });
  await pause(WARM_UP_SECONDS);
  await client.send(new DeleteJobCommand({ jobId: 'busy', force: true }));
  const whileDeleting = await deleting;
  await gone(client, 'busy');
  rows.push(rowOf('a deletion deletes', whileDeleting, alone));
  console.table(rows);
  console.log(`the rollout beside working devices took ${creatingSeconds.toFixed(1)} s in all`);
  console.log(`server memory at the end: ${await residentMiB(environment.ready.pid)} MiB`);
} finally {
  await environment.stop();
}

async function createAndDelete(bench: BenchEnvironment, client: IoTClient, jobId: string) {
  const beganCreating = performance.now();
  await createJob(bench, jobId, 'fleet');
  const acceptedMs = performance.now() - beganCreating;
  await rolloutDone(bench, jobId);
  const creatingSeconds = (performance.now() - beganCreating) / 1000;
  const memory = await residentMiB(bench.ready.pid);
  const beganDeleting = performance.now();
  await client.send(new DeleteJobCommand({ jobId, force: true }));
  await gone(client, jobId);
  const deletingSeconds = (performance.now() - beganDeleting) / 1000;
  return {
    'accepted ms': Math.round(acceptedMs),
    'created/s': Math.round(FLEET / creatingSeconds),
    'deleted/s': Math.round(FLEET / deletingSeconds),
    'memory MiB after creating': memory,
    'memory MiB after deleting': await residentMiB(bench.ready.pid),
  };
}

async function gone(client: IoTClient, jobId: string): Promise<void> {
  for (;;) {
    try {
      await client.send(new DescribeJobCommand({ jobId }));
    } catch (error) {
      if (error instanceof Error && error.name === 'ResourceNotFoundException') return;
      throw error;
    }
    await pause(0.1);
  }
}

function pause(seconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, seconds * 1000));
}

function rowOf(what: string, measured: Measured, alone: Measured) {
  const { idle, maximumMs, p50Ms, p99Ms, rejected, requestsPerSecond } = measured;
  const ratio = Number((p99Ms / alone.p99Ms).toFixed(2));
  return { while: what, requestsPerSecond, p50Ms, p99Ms, maximumMs, rejected, idle, 'p99 ratio': ratio };
}
