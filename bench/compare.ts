/**
 * The device path of this build beside that of another checkout: both servers run, each on a PostgreSQL of its own, and take turns
 * in short runs. The ratios are taken turn by turn, so that a machine whose speed drifts is fair to both.
 *
 * Usage: npm run bench:compare -- DIRECTORY     a checkout that is built, for example the release before
 */
import { resolve } from 'node:path';
import { type DeviceFleet, prepareDeviceFleet } from './support/device-fleet.ts';
import { type BenchEnvironment, programOf, startEnvironment } from './support/environment.ts';
import { type Played, playDevices } from './support/fleet.ts';
import { median } from './support/median.ts';

const ROUNDS = Number(process.env['BENCH_ROUNDS'] ?? 9);
const SECONDS = 4;
const WARM_UP_SECONDS = 1;
const THINGS = 2_048;
const JOBS = 40 * ROUNDS + 40;

const [other] = process.argv.slice(2);
if (other === undefined) {
  console.error('Name the directory of another checkout that is built.');
  process.exit(2);
}
const programs = [programOf(undefined), programOf(resolve(other))];
console.log(`start-next and update over MQTT: this build and that of ${other} in turn`);
console.log(`${ROUNDS} rounds of ${SECONDS} s of each; medians of this build divided by the other, round by round\n`);
const rows: object[] = [];
for (const tls of [false, true]) {
  const settings = tls ? [] : ['--insecure-mqtt-port', '0'];
  const sides: Side[] = [];
  try {
    for (const program of programs) {
      const environment = await startEnvironment(settings, program);
      sides.push({ environment, fleet: await prepareDeviceFleet(environment, { tls, things: THINGS, jobs: JOBS }) });
    }
    for (const connections of [64, 256]) rows.push(await compare(sides, tls, connections));
  } finally {
    for (const { environment } of sides) await environment.stop();
  }
}
console.table(rows);

interface Side {
  readonly environment: BenchEnvironment;
  readonly fleet: DeviceFleet;
}

async function compare(sides: readonly Side[], tls: boolean, connections: number): Promise<object> {
  const rounds: Played[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const played: Played[] = [];
    // Who goes first changes from round to round: what one leaves warm, or dirty, is for both.
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const index of order) played[index] = await play(sides[index], connections);
    rounds.push(played);
  }
  const ratio = (figure: (played: Played) => number) => {
    const ratios = rounds.flatMap(([ours, theirs]) =>
      ours === undefined || theirs === undefined ? [] : figure(ours) / figure(theirs),
    );
    return Number(median(ratios).toFixed(3));
  };
  const rate = (side: number) => median(rounds.map((played) => played[side]?.requestsPerSecond ?? Number.NaN));
  return {
    over: tls ? 'TLS' : 'TCP',
    'in flight': connections,
    'requests/s': rate(0),
    'of the other': rate(1),
    'ratio of requests/s': ratio(({ requestsPerSecond }) => requestsPerSecond),
    'of p99': ratio(({ p99Ms }) => p99Ms),
    'of server time': ratio(({ requestsPerSecond, serverSeconds }) => serverSeconds / requestsPerSecond),
    'of PostgreSQL time': ratio(({ postgresSeconds, requestsPerSecond }) => postgresSeconds / requestsPerSecond),
  };
}

async function play(side: Side | undefined, connections: number): Promise<Played> {
  if (side === undefined) throw new Error('There are two sides.');
  const { environment, fleet } = side;
  const load = { ...fleet, connections, seconds: SECONDS, warmUpSeconds: WARM_UP_SECONDS };
  const played = await playDevices(environment, load);
  if (played.idle > 0 || played.rejected > 0) throw new Error(`not a fair run: ${JSON.stringify(played)}`);
  return played;
}
