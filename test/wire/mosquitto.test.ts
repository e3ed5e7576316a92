/** The clients of Mosquitto, with certificates from files, as people try things out. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { find, run } from './support/command.ts';
import { createDevice, type Device } from './support/device.ts';
import { iotClient } from './support/iot-client.ts';
import { DOCUMENT, jobThat, queueJob } from './support/jobs.ts';
import { wireServer } from './support/server.ts';

const { skip } = find('mosquitto_rr', ['sh'], '-c', 'command -v mosquitto_rr');
const server = await wireServer();
const iot = iotClient(server);
const directory = mkdtempSync(join(tmpdir(), 'musterd-mosquitto-'));
after(() => rmSync(directory, { recursive: true }));

/** What every client is told. */
function connection({ thingName, certificatePem, privateKeyPem }: Device, version: string): string[] {
  const [cert, key] = [join(directory, `${thingName}.crt`), join(directory, `${thingName}.key`)];
  writeFileSync(cert, certificatePem);
  writeFileSync(key, privateKeyPem, { mode: 0o600 });
  const tls = ['--cafile', server.caFile, '--cert', cert, '--key', key];
  return ['-h', server.mqttHost, '-p', String(server.mqttsPort), ...tls, '-V', version, '-q', '1', '-i', thingName];
}

for (const version of ['mqttv311', 'mqttv5']) {
  describe(`Mosquitto's clients over ${version}`, () => {
    test('ask for a job, report on it and are told of the next', { skip }, async () => {
      const device = await createDevice(iot);
      const jobs = `$aws/things/${device.thingName}/jobs`;
      const options = connection(device, version);
      const session = ['-c', ...(version === 'mqttv5' ? ['-x', '600'] : [])];
      const listen = [...options, ...session, '-t', `${jobs}/notify-next`];
      const output = async (program: string, words: readonly string[]): Promise<string> => {
        const { code, stdout, stderr } = await run(program, words);
        assert.deepEqual({ program, code, stderr }, { program, code: 0, stderr: '' });
        return stdout;
      };

      await output('mosquitto_sub', [...listen, '-E']);
      const jobId = await queueJob(iot, device);
      const notification = JSON.parse(await output('mosquitto_sub', [...listen, '-C', '1', '-W', '15']));
      assert.equal(notification.execution.jobId, jobId);

      // Only the connection that asks gets the reply, so one program does both.
      const reply = ['-t', `${jobs}/start-next`, '-e', `${jobs}/start-next/accepted`, '-m', '{"clientToken":"t"}'];
      const started = JSON.parse(await output('mosquitto_rr', [...options, ...reply, '-W', '15']));
      assert.equal(started.clientToken, 't');
      assert.equal(started.execution.status, 'IN_PROGRESS');
      assert.deepEqual(started.execution.jobDocument, JSON.parse(DOCUMENT));

      const update = ['-t', `${jobs}/${jobId}/update`, '-m', '{"status":"SUCCEEDED"}'];
      await output('mosquitto_pub', [...options, ...update]);
      const job = await jobThat(iot, jobId, ({ status }) => status === 'COMPLETED');
      assert.equal(job.jobProcessDetails?.numberOfSucceededThings, 1);
    });
  });
}
