/**
 * A process of its own that plays devices: each connection takes its things' executions with start-next and ends them with
 * an update, one request at a time. Started with a description of the load as JSON; prints a line when it begins to count, one
 * when it ends, and what it measured as JSON.
 */
import { readFileSync } from 'node:fs';
import { connectWireClient, type WireClient } from './wire-client.ts';

export interface Load {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
  readonly connections: number;
  readonly thingPrefix: string;
  readonly things: number;
  readonly seconds: number;
  /** Not counted, first. */
  readonly warmUpSeconds: number;
}

export interface Measured {
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maximumMs: number;
  /** Requests that were rejected. */
  readonly rejected: number;
  /** Times that a thing had nothing pending. */
  readonly idle: number;
  /** Processor seconds of this process while it counted. */
  readonly processorSeconds: number;
}

// Written by the bench that starts this program.
const load = JSON.parse(process.argv[2] ?? '{}') as Load;
const times: number[] = [];
let rejected = 0;
let idle = 0;
let counting = false;
let running = true;

async function timed(client: WireClient, topic: string, payload: string): Promise<string> {
  const began = performance.now();
  const reply = await client.request(topic, payload);
  if (counting) times.push(performance.now() - began);
  if (reply.startsWith('{"code"')) rejected += 1;
  return reply;
}

async function play(client: WireClient, first: number): Promise<void> {
  for (let thing = first; running; thing = thing + load.connections < load.things ? thing + load.connections : first) {
    const jobs = `$aws/things/${load.thingPrefix}${thing}/jobs`;
    const started = await timed(client, `${jobs}/start-next`, '{"clientToken":"t"}');
    const jobId = /"jobId":"([^"]+)"/.exec(started)?.[1];
    if (jobId === undefined) {
      idle += 1;
      continue;
    }
    await timed(
      client,
      `${jobs}/${jobId}/update`,
      '{"clientToken":"t","status":"SUCCEEDED","statusDetails":{"took":"3s"}}',
    );
  }
}

const files = {
  ca: readFileSync(load.caFile, 'utf8'),
  cert: readFileSync(load.certFile, 'utf8'),
  key: readFileSync(load.keyFile, 'utf8'),
};
const clients: WireClient[] = [];
for (let index = 0; index < load.connections; index += 1) {
  clients.push(await connectWireClient({ ...load, ...files, clientId: `load-${process.pid}-${index}` }));
}
const playing = clients.map((client, index) => play(client, index));
await new Promise((resolve) => setTimeout(resolve, load.warmUpSeconds * 1000));
console.log('begin');
counting = true;
const began = performance.now();
const usageBefore = process.cpuUsage();
await new Promise((resolve) => setTimeout(resolve, load.seconds * 1000));
const elapsedSeconds = (performance.now() - began) / 1000;
const usage = process.cpuUsage(usageBefore);
counting = false;
running = false;
console.log('end');
await Promise.all(playing);
for (const client of clients) client.close();
times.sort((a, b) => a - b);
const at = (share: number) =>
  Math.round((times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0) * 10) / 10;
const measured: Measured = {
  requestsPerSecond: Math.round(times.length / elapsedSeconds),
  p50Ms: at(0.5),
  p99Ms: at(0.99),
  maximumMs: at(1),
  rejected,
  idle,
  processorSeconds: (usage.user + usage.system) / 1e6,
};
console.log(JSON.stringify(measured));
process.exit(0);
