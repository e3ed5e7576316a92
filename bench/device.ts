/**
 * Round trips of start-next and update over MQTT through the whole server, beside pgbench on the same PostgreSQL. The two
 * take turns in short runs, and the ratio is taken turn by turn, so that a machine whose speed drifts is fair to both.
 */
import { startEnvironment } from './support/environment.ts';
import { createJob, fillGroup, makeCertificate, playDevices, rolloutDone } from './support/fleet.ts';
import { preparePgbench, runPgbench } from './support/pgbench.ts';
import { processorSeconds } from './support/processor-time.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
/** Before anything counts: a server that has just started compiles its code while it works. */
const FIRST_WARM_UP_SECONDS = 10;
const THINGS = 2_048;
const JOBS = Number(process.env['BENCH_JOBS'] ?? 60 * ROUNDS + 40);
const PGBENCH_CLIENTS = 64;

const environment = await startEnvironment();
try {
  const files = await makeCertificate(environment);
  await fillGroup(environment, 'fleet', 'device-', THINGS);
  for (let job = 0; job < JOBS; job += 1) await createJob(environment, `job-${job}`, 'fleet');
  for (let job = 0; job < JOBS; job += 1) await rolloutDone(environment, `job-${job}`, 20);
  await preparePgbench(environment.connection, environment.sql);
  console.log(`start-next and update over MQTT and TLS, ${THINGS} things with ${JOBS} executions each`);
  console.log(`${ROUNDS} rounds of ${SECONDS} s of each in turn; medians\n`);
  await playDevices(environment, {
    ...files,
    connections: 128,
    thingPrefix: 'device-',
    things: THINGS,
    seconds: FIRST_WARM_UP_SECONDS,
    warmUpSeconds: 0,
  });
  const rows = [];
  const costs = [];
  for (const inFlight of [64, 256]) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      const before = await processorSeconds(environment.postgresPid);
      const peer = await runPgbench(environment.connection, PGBENCH_CLIENTS, SECONDS);
      const peerSeconds = (await processorSeconds(environment.postgresPid)) - before;
      const load = { connections: inFlight, thingPrefix: 'device-', things: THINGS };
      const devices = await playDevices(environment, {
        ...files,
        ...load,
        seconds: SECONDS,
        warmUpSeconds: WARM_UP_SECONDS,
      });
      if (devices.idle > 0 || devices.rejected > 0) throw new Error(`not a fair run: ${JSON.stringify(devices)}`);
      const requests = devices.requestsPerSecond * SECONDS;
      rounds.push({
        ...devices,
        peer,
        ratio: devices.requestsPerSecond / peer,
        server: devices.serverSeconds / requests,
        postgres: devices.postgresSeconds / requests,
        load: devices.processorSeconds / requests,
        postgresOfPeer: peerSeconds / (peer * SECONDS),
      });
    }
    rows.push({
      'in flight': inFlight,
      'requests/s': Math.round(median(rounds.map(({ requestsPerSecond }) => requestsPerSecond))),
      'p50 ms': median(rounds.map(({ p50Ms }) => p50Ms)),
      'p99 ms': median(rounds.map(({ p99Ms }) => p99Ms)),
      'pgbench -N -c64 tps': Math.round(median(rounds.map(({ peer }) => peer))),
      ratio: Number(median(rounds.map(({ ratio }) => ratio)).toFixed(2)),
      ratios: rounds.map(({ ratio }) => ratio.toFixed(2)).join(' '),
    });
    costs.push({
      'in flight': inFlight,
      server: microseconds(rounds.map(({ server }) => server)),
      PostgreSQL: microseconds(rounds.map(({ postgres }) => postgres)),
      'the load': microseconds(rounds.map(({ load }) => load)),
      'PostgreSQL for pgbench': microseconds(rounds.map(({ postgresOfPeer }) => postgresOfPeer)),
    });
  }
  console.table(rows);
  console.log('processor time in microseconds for a request, and of PostgreSQL for a transaction of pgbench');
  console.table(costs);
} finally {
  await environment.stop();
}

function microseconds(seconds: readonly number[]): number {
  return Math.round(median(seconds) * 1e6);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
