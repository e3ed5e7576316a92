/**
 * Round trips of start-next and update over MQTT, without TLS and with it, through the whole server, beside pgbench on the same
 * PostgreSQL. The two take turns in short runs, and the ratio is taken turn by turn, so that a machine whose speed drifts is
 * fair to both.
 */

import { type DeviceFleet, prepareDeviceFleet } from './support/device-fleet.ts';
import { type BenchEnvironment, startEnvironment } from './support/environment.ts';
import { playDevices } from './support/fleet.ts';
import { median } from './support/median.ts';
import { preparePgbench, runPgbench } from './support/pgbench.ts';
import { processorSeconds } from './support/processor-time.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 5);
const SECONDS = 4;
const WARM_UP_SECONDS = 2;
const THINGS = 2_048;
const JOBS = Number(process.env['BENCH_JOBS'] ?? 60 * ROUNDS + 40);
const PGBENCH_CLIENTS = 64;

const rows: object[] = [];
const costs: object[] = [];
console.log(`start-next and update over MQTT, ${THINGS} things with ${JOBS} executions each`);
console.log(`${ROUNDS} rounds of ${SECONDS} s of each in turn; medians\n`);
// Without TLS everybody may do everything, so these requests ask no policy either: the server without its guards.
for (const tls of [false, true]) {
  const environment = await startEnvironment(tls ? [] : ['--insecure-mqtt-port', '0']);
  try {
    await measure(environment, tls);
  } finally {
    await environment.stop();
  }
}
console.table(rows);
console.log('processor time in microseconds for a request, and of PostgreSQL for a transaction of pgbench');
console.table(costs);

/** All rounds of one way, on a database of its own. */
async function measure(environment: BenchEnvironment, tls: boolean): Promise<void> {
  const load = await prepareDeviceFleet(environment, { tls, things: THINGS, jobs: JOBS });
  await preparePgbench(environment.connection, environment.sql);
  for (const inFlight of [64, 256]) {
    const rounds: Round[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      rounds.push(await playRound(environment, { ...load, connections: inFlight }));
    }
    const of = (figure: keyof Round) => median(rounds.map((round) => round[figure]));
    const microsecondsOf = (figure: keyof Round) => Math.round(of(figure) * 1e6);
    const way = { over: tls ? 'TLS' : 'TCP', 'in flight': inFlight };
    rows.push({
      ...way,
      'requests/s': Math.round(of('requestsPerSecond')),
      'p50 ms': of('p50Ms'),
      'p99 ms': of('p99Ms'),
      'pgbench -N -c64 tps': Math.round(of('peer')),
      ratio: Number(of('ratio').toFixed(2)),
      ratios: rounds.map(({ ratio }) => ratio.toFixed(2)).join(' '),
    });
    costs.push({
      ...way,
      server: microsecondsOf('server'),
      PostgreSQL: microsecondsOf('postgres'),
      'the load': microsecondsOf('load'),
      'PostgreSQL for pgbench': microsecondsOf('postgresOfPeer'),
    });
  }
}

interface Round {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Transactions per second of pgbench. */
  readonly peer: number;
  readonly ratio: number;
  /** Processor seconds for one request, and for one transaction of pgbench. */
  readonly server: number;
  readonly postgres: number;
  readonly load: number;
  readonly postgresOfPeer: number;
}

/** pgbench, then devices. */
async function playRound(
  environment: BenchEnvironment,
  load: DeviceFleet & { readonly connections: number },
): Promise<Round> {
  const before = await processorSeconds(environment.postgresPid);
  const peer = await runPgbench(environment.connection, PGBENCH_CLIENTS, SECONDS);
  const peerSeconds = (await processorSeconds(environment.postgresPid)) - before;
  const devices = await playDevices(environment, { ...load, seconds: SECONDS, warmUpSeconds: WARM_UP_SECONDS });
  if (devices.idle > 0 || devices.rejected > 0) throw new Error(`not a fair run: ${JSON.stringify(devices)}`);
  const requests = devices.requestsPerSecond * SECONDS;
  return {
    requestsPerSecond: devices.requestsPerSecond,
    p50Ms: devices.p50Ms,
    p99Ms: devices.p99Ms,
    peer,
    ratio: devices.requestsPerSecond / peer,
    server: devices.serverSeconds / requests,
    postgres: devices.postgresSeconds / requests,
    load: devices.processorSeconds / requests,
    postgresOfPeer: peerSeconds / (peer * SECONDS),
  };
}
