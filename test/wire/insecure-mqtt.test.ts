/** MQTT without TLS, for experiments, with the clients that people experiment with. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { CreateThingCommand } from '@aws-sdk/client-iot';
import { find, run } from './support/command.ts';
import { uniqueName } from './support/device.ts';
import { iotClient } from './support/iot-client.ts';
import { DOCUMENT, jobThat, queueJob } from './support/jobs.ts';
import { connectMqtt, nameOf, versions } from './support/mqtt-client.ts';
import { startServer } from './support/server.ts';
import { eventually } from './support/within.ts';

const log: string[] = [];
const server = await startServer(['--insecure-mqtt-port', '0', '--log-format', 'json'], {}, (text) => log.push(text));
const port = server.insecureMqttPort ?? 0;
const iot = iotClient(server);
const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const { skip } = find('mosquitto_rr', ['sh'], '-c', 'command -v mosquitto_rr');

async function createThing() {
  const thingName = uniqueName('bench');
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName }));
  return { thingName, thingArn };
}

for (const version of versions) {
  test(`MQTT.js does a job without a certificate, ${nameOf(version)}`, async (context) => {
    const thing = await createThing();
    const jobs = `$aws/things/${thing.thingName}/jobs`;
    const plain = { protocol: 'mqtt', port, clientId: thing.thingName } as const;
    const device = await connectMqtt(context, server, undefined, version, plain);
    await device.subscribe(`${jobs}/notify-next`, `${jobs}/+/update/accepted`);
    const jobId = await queueJob(iot, thing);
    const { execution } = await device.take(`${jobs}/notify-next`);
    assert.deepEqual((execution as Record<string, unknown>)['jobDocument'], JSON.parse(DOCUMENT));
    await device.publish(`${jobs}/${jobId}/update`, { status: 'SUCCEEDED' });
    await device.take(`${jobs}/${jobId}/update/accepted`);
    const job = await jobThat(iot, jobId, ({ status }) => status === 'COMPLETED');
    assert.equal(job.jobProcessDetails?.numberOfSucceededThings, 1);
  });
}

for (const version of ['mqttv311', 'mqttv5']) {
  test(`Mosquitto's clients do a job without a certificate, ${version}`, { skip }, async () => {
    const thing = await createThing();
    const jobs = `$aws/things/${thing.thingName}/jobs`;
    const output = async (name: string, ...words: readonly string[]): Promise<string> => {
      const options = ['-h', '127.0.0.1', '-p', String(port), '-V', version, '-q', '1', '-i', thing.thingName];
      const { code, stdout, stderr } = await run(name, [...options, ...words]);
      assert.deepEqual({ name, code, stderr }, { name, code: 0, stderr: '' });
      return stdout;
    };
    const jobId = await queueJob(iot, thing);
    const asked = ['-t', `${jobs}/start-next`, '-e', `${jobs}/start-next/accepted`, '-m', '{}', '-W', '15'];
    assert.equal(JSON.parse(await output('mosquitto_rr', ...asked)).execution.jobId, jobId);
    await output('mosquitto_pub', '-t', `${jobs}/${jobId}/update`, '-m', '{"status":"SUCCEEDED"}');
    await jobThat(iot, jobId, ({ status }) => status === 'COMPLETED');
  });
}

test('whoever starts it is warned, in the log and on the terminal', async () => {
  await eventually(
    async () => log.join(''),
    (text) => /"level":"?(?:40|warn)"?.*MQTT without TLS is open/.test(text) && /^MQTT without TLS on 127/m.test(text),
  );
});

test('for other machines it is refused in one line, with exit code 2', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'musterd-insecure-'));
  after(() => rmSync(directory, { recursive: true }));
  const words = ['up', '--data-dir', directory, '--host', '0.0.0.0', '--insecure-mqtt-port', '0'];
  const { code, stdout, stderr } = await run(process.execPath, [program, ...words]);
  assert.deepEqual([code, stdout], [2, '']);
  assert.match(stderr, /^musterd: --insecure-mqtt-port lets everybody in[^\n]*--host 0\.0\.0\.0\.\n$/);
});

test('on the port with TLS, a certificate is asked for as ever', async (context) => {
  await assert.rejects(connectMqtt(context, server, undefined, 5), /Not authorized/);
});
