/**
 * Line 3 of the acceptance checklist: samples of inputs and outputs, for every command
 * (docs/service/command-line.md#samples-of-an-input).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandGroups } from '../../../src/cli/aws/command-groups.ts';
import { commandsOf } from '../../../src/cli/aws/operations.ts';
import { writeJson } from '../../../src/cli/aws/values/json.ts';
import { parseYaml } from '../../../src/cli/aws/values/yaml.ts';
import type { OperationContract } from '../../../src/contract/operation.ts';
import { recordingServer } from '../../support/recording-server.ts';
import { line } from '../support/line.ts';

const commands: readonly (readonly [service: string, command: string, operation: OperationContract])[] =
  commandGroups.flatMap((service) =>
    [...commandsOf(service)].map(([command, operation]) => [service, command, operation] as const),
  );

const skeleton = async (...words: string[]) => (await line([...words, '--generate-cli-skeleton'])).stdout;

/** Fills what the command line refuses to send empty or too small. */
function filled(value: unknown): unknown {
  if (value === '') return 'x'.repeat(64);
  if (value === 0) return 100;
  if (Array.isArray(value)) return value.map(filled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, filled(member)]));
}

describe('the sample of an input', () => {
  for (const [service, command, { answers }] of commands) {
    test(`${service} ${command} takes its own sample, from JSON and from YAML`, async (t) => {
      const { endpoint, requests } = await recordingServer(t);
      const sample = JSON.parse(await skeleton(service, command));
      const yaml = await line([service, command, '--generate-cli-skeleton', 'yaml-input']);
      assert.deepEqual(JSON.parse(writeJson(parseYaml(yaml.stdout))), sample);
      const words = [service, command, '--endpoint-url', endpoint];
      const input = JSON.stringify(filled(sample));
      for (const form of ['json', 'yaml']) {
        // What is no JSON is printed as it comes.
        const stdout = answers === undefined ? '' : '{}';
        assert.deepEqual(await line([...words, `--cli-input-${form}`, input]), { code: 0, stdout, stderr: '' });
      }
      assert.equal(requests.length, 2);
      assert.deepEqual(requests[0]?.url.replace(/clientToken=.*/, ''), requests[1]?.url.replace(/clientToken=.*/, ''));
    });
  }

  test('looks as the original prints it', async () => {
    assert.equal(
      await skeleton('iot', 'delete-job'),
      '{\n    "jobId": "",\n    "force": true,\n    "namespaceId": ""\n}\n',
    );
    assert.deepEqual(JSON.parse(await skeleton('iot', 'delete-job-execution')), {
      jobId: '',
      thingName: '',
      executionNumber: 0,
      force: true,
      namespaceId: '',
    });
    assert.match(await skeleton('iot', 'create-job'), /"incrementFactor": 0\.0,\n/);
    assert.deepEqual(Object.keys(JSON.parse(await skeleton('iot', 'list-jobs'))), [
      ...['status', 'targetSelection', 'maxResults', 'nextToken', 'thingGroupName', 'thingGroupId', 'namespaceId'],
    ]);
  });

  test('needs no Region and no keys', async () => {
    const result = await line(['iot', 'delete-job', '--generate-cli-skeleton', 'input'], {});
    assert.equal(result.code, 0);
  });

  test('says in YAML what each member means', async () => {
    const { stdout } = await line(['iot', 'delete-job', '--generate-cli-skeleton', 'yaml-input']);
    assert.match(
      stdout,
      /^jobId: '' {2}# \[REQUIRED\] [^\n]+\.\nforce: true # [^\n]+\.\nnamespaceId: '' # [^\n]+\.\n$/,
    );
    const list = await line(['iot', 'list-jobs', '--generate-cli-skeleton', 'yaml-input']);
    assert.match(
      list.stdout,
      /^status: IN_PROGRESS {2}# [^\n]+ Valid values are: IN_PROGRESS, CANCELED, COMPLETED, DELETION_IN_PROGRESS, SCHEDULED\.\n/,
    );
  });
});

describe('the sample of an output', () => {
  test('is printed for every command, and nothing is sent', async (t) => {
    const { endpoint, requests } = await recordingServer(t);
    for (const [service, command, operation] of commands) {
      const input = JSON.stringify(filled(JSON.parse(await skeleton(service, command))));
      const words = [service, command, '--cli-input-json', input, '--endpoint-url', endpoint];
      const { code, stderr, stdout } = await line([...words, '--generate-cli-skeleton', 'output']);
      assert.deepEqual({ command, code, stderr }, { command, code: 0, stderr: '' });
      assert.equal(stdout === '', Object.keys(operation.output ?? {}).length === 0, command);
    }
    assert.equal(requests.length, 0);
  });

  test('names each text after its member, and goes through query and format', async () => {
    const output = (...words: string[]) =>
      line([...words, '--generate-cli-skeleton', 'output', '--endpoint-url', 'http://127.0.0.1:9']);
    const created = await output('iot', 'create-job', '--job-id', 'x', '--targets', 'a');
    assert.deepEqual(JSON.parse(created.stdout), { jobArn: 'jobArn', jobId: 'jobId', description: 'description' });
    const described = await output('iot', 'describe-job', '--job-id', 'x', '--query', 'job.targets');
    assert.deepEqual(JSON.parse(described.stdout), ['TargetArn']);
    const deleted = await output('iot', 'delete-job', '--job-id', 'x');
    assert.deepEqual(deleted, { code: 0, stdout: '', stderr: '' });
    const missing = await output('iot', 'delete-job');
    assert.equal(missing.code, 252);
  });
});
