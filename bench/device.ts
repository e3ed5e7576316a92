/** Round trips of start-next and update over MQTT through the whole server, beside pgbench on the same PostgreSQL. */
import { startEnvironment } from './support/environment.ts';
import { createJob, fillGroup, makeCertificate, playDevices, rolloutDone } from './support/fleet.ts';
import { preparePgbench, runPgbench } from './support/pgbench.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 10);
const THINGS = 2_048;
const JOBS = Number(process.env['BENCH_JOBS'] ?? 200);
const PGBENCH_CLIENTS = 64;

const environment = await startEnvironment();
try {
  const files = await makeCertificate(environment);
  await fillGroup(environment, 'fleet', 'device-', THINGS);
  for (let job = 0; job < JOBS; job += 1) await createJob(environment, `job-${job}`, 'fleet');
  for (let job = 0; job < JOBS; job += 1) await rolloutDone(environment, `job-${job}`, 20);
  await preparePgbench(environment.connection, environment.sql);
  console.log(
    `start-next and update over MQTT and TLS, ${THINGS} things with ${JOBS} executions each, ${SECONDS} s a run\n`,
  );
  const rows = [];
  for (const inFlight of [64, 256]) {
    const before = await runPgbench(environment.connection, PGBENCH_CLIENTS, SECONDS);
    const measured = await playDevices(environment, {
      ...files,
      connections: inFlight,
      thingPrefix: 'device-',
      things: THINGS,
      seconds: SECONDS,
      warmUpSeconds: 3,
    });
    const after = await runPgbench(environment.connection, PGBENCH_CLIENTS, SECONDS);
    const peer = Math.round((before + after) / 2);
    rows.push({
      'in flight': inFlight,
      'requests/s': measured.requestsPerSecond,
      'p50 ms': measured.p50Ms,
      'p99 ms': measured.p99Ms,
      'pgbench -N -c64 tps': peer,
      ratio: Number((measured.requestsPerSecond / peer).toFixed(2)),
      rejected: measured.rejected,
      idle: measured.idle,
    });
  }
  console.table(rows);
} finally {
  await environment.stop();
}
