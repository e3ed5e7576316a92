/** A fleet to measure with: things and groups filled by SQL, since making them is not what is measured. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  AttachPolicyCommand,
  CreateJobCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateThingGroupCommand,
  DescribeJobCommand,
  IoTClient,
} from '@aws-sdk/client-iot';
import type { Load, Measured } from './device-load.ts';
import type { BenchEnvironment } from './environment.ts';
import { processorSeconds } from './processor-time.ts';

/** The SDK as an operator uses it. */
export function clientOf({ ready }: BenchEnvironment): IoTClient {
  const { accessKeyId, secretAccessKey } = ready;
  return new IoTClient({
    endpoint: ready.endpoint,
    region: ready.region,
    credentials: { accessKeyId, secretAccessKey },
  });
}

/** Creates a group with `count` things called PREFIX0, PREFIX1 ... in it. */
export async function fillGroup(
  environment: BenchEnvironment,
  group: string,
  prefix: string,
  count: number,
): Promise<void> {
  await clientOf(environment).send(new CreateThingGroupCommand({ thingGroupName: group }));
  const { sql } = environment;
  await sql.query(
    `INSERT INTO thing (thing_name, thing_id, attributes, version, created_at)
     SELECT $1 || n, gen_random_uuid(), '{}', 1, 0 FROM generate_series(0, $2::int - 1) n`,
    [prefix, count],
  );
  await sql.query(
    `INSERT INTO thing_group_member (thing_group_id, thing_name, joined_at)
     SELECT g.thing_group_id, $1 || n, 0 FROM thing_group g, generate_series(0, $2::int - 1) n WHERE g.thing_group_name = $3`,
    [prefix, count, group],
  );
}

/** Creates a job over a group. */
export async function createJob(environment: BenchEnvironment, jobId: string, group: string): Promise<void> {
  const { accountId, region } = environment.ready;
  const targets = [`arn:aws:iot:${region}:${accountId}:thinggroup/${group}`];
  await clientOf(environment).send(
    new CreateJobCommand({ jobId, targets, document: '{"operation":"measure","version":7}' }),
  );
}

/** Waits until the job is neither rolling out nor cancelling. */
export async function rolloutDone(environment: BenchEnvironment, jobId: string, pollMs = 100): Promise<void> {
  const client = clientOf(environment);
  for (;;) {
    const { job } = await client.send(new DescribeJobCommand({ jobId }));
    if (job?.isConcurrent === false) return;
    await new Promise((resolve) => setTimeout(resolve, pollMs));
  }
}

/** As the documentation has it, but one certificate plays all things. */
const POLICY = {
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: 'arn:aws:iot:*:*:client/*' },
    { Effect: 'Allow', Action: ['iot:Publish', 'iot:Receive'], Resource: 'arn:aws:iot:*:*:topic/$aws/things/*/jobs/*' },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: 'arn:aws:iot:*:*:topicfilter/$aws/things/*/jobs/*' },
  ],
};

/** A certificate that all connections share, and its policy; gives the files. */
export async function makeCertificate(environment: BenchEnvironment): Promise<Pick<Load, 'certFile' | 'keyFile'>> {
  const client = clientOf(environment);
  const made = await client.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
  const policyDocument = JSON.stringify(POLICY);
  await client.send(new CreatePolicyCommand({ policyName: 'device', policyDocument }));
  await client.send(new AttachPolicyCommand({ policyName: 'device', target: made.certificateArn }));
  const certFile = join(environment.directory, 'device.crt');
  const keyFile = join(environment.directory, 'device.key');
  await writeFile(certFile, made.certificatePem ?? '');
  await writeFile(keyFile, made.keyPair?.PrivateKey ?? '', { mode: 0o600 });
  return { certFile, keyFile };
}

/** What devices measured, and what the others used meanwhile. */
export interface Played extends Measured {
  readonly serverSeconds: number;
  readonly postgresSeconds: number;
}

/** Plays devices in a process of its own, over TLS unless told otherwise, and gives what it measured. */
export async function playDevices(
  environment: BenchEnvironment,
  load: Omit<Load, 'host' | 'port' | 'caFile' | 'tls'> & { readonly tls?: boolean },
): Promise<Played> {
  const { caFile, insecureMqttPort, mqttHost: host, mqttsPort, pid } = environment.ready;
  const { tls = true } = load;
  const port = tls ? mqttsPort : insecureMqttPort;
  if (port === undefined) throw new Error('The server does not listen without TLS.');
  const description: Load = { host, caFile, ...load, tls, port };
  const player = spawn(process.execPath, [join(import.meta.dirname, 'device-load.js'), JSON.stringify(description)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const used = () => Promise.all([processorSeconds(pid), processorSeconds(environment.postgresPid)]);
  const ended = once(player, 'exit');
  const lines: string[] = [];
  const looks: Promise<[number, number]>[] = [];
  for await (const line of createInterface(player.stdout)) {
    lines.push(line);
    if (line === 'begin' || line === 'end') looks.push(used());
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`The load ended with ${code}.`);
  const [before = [Number.NaN, Number.NaN], after = before] = await Promise.all(looks);
  return {
    // Printed by device-load.ts.
    ...(JSON.parse(lines.at(-1) ?? '') as Measured),
    serverSeconds: after[0] - before[0],
    postgresSeconds: after[1] - before[1],
  };
}
