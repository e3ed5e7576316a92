/** musterd in the place of the aws command: the examples of the two pages as printed, one script for both, tokens of either for the other. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { CreateThingCommand, CreateThingTypeCommand } from '@aws-sdk/client-iot';
import { StartNextPendingJobExecutionCommand, UpdateJobExecutionCommand } from '@aws-sdk/client-iot-jobs-data-plane';
import { temporaryDirectory } from '../support/temporary-directory.ts';
import { awsEnvironment } from './support/aws-environment.ts';
import { installedAws, skipWithoutAws } from './support/aws-versions.ts';
import { run } from './support/command.ts';
import { iotClient, jobsDataClient } from './support/iot-client.ts';
import { createJob, executionOf, jobGone } from './support/jobs.ts';
import { startServer } from './support/server.ts';

const server = await startServer();
const iot = iotClient(server);
const program = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const environment = { ...awsEnvironment(server), AWS_ENDPOINT_URL: server.endpoint };
const silent = { code: 0, stdout: '', stderr: '' };
const shell = (line: string) =>
  run('bash', ['-c', `musterd() { '${process.execPath}' '${program}' "$@"; }\n${line}`], environment);

test('both examples of the pages run as they are printed, and say what is wrong when they cannot', async () => {
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName: 'MyRaspberryPi' }));
  const thingName = 'MyRaspberryPi';
  const device = jobsDataClient(server, server.endpoint);
  const deleteExecution = `musterd iot delete-job-execution \\
    --job-id "example-job-02" \\
    --thing-name "MyRaspberryPi" \\
    --execution-number 1`;
  const deleteJob = `musterd iot delete-job \\
    --job-id "example-job-04" \\
    --force`;
  for (const jobId of ['example-job-02', 'example-job-04']) {
    await createJob(iot, [thingArn], { jobId });
    await executionOf(iot, thingName, jobId);
  }
  const early = await shell(deleteExecution);
  assert.deepEqual([early.code, early.stdout], [254, '']);
  assert.match(early.stderr, /\(InvalidStateTransitionException\) when calling the DeleteJobExecution operation/);
  await device.send(new StartNextPendingJobExecutionCommand({ thingName }));
  await device.send(new UpdateJobExecutionCommand({ thingName, jobId: 'example-job-02', status: 'SUCCEEDED' }));
  assert.deepEqual(await shell(deleteExecution), silent);
  assert.deepEqual(await shell(deleteJob), silent);
  await jobGone(iot, 'example-job-04');
  const again = await shell(deleteJob);
  assert.equal(again.code, 254);
  assert.match(again.stderr, /\(ResourceNotFoundException\) when calling the DeleteJob operation/);
});

/** What a person may have in a script: variables from queries, loops, files, failures that are looked at. */
const script = `set -u
for name in b a c; do $TOOL iot create-thing --thing-name "drop-$name" --query thingName --output text; done
arn=$($TOOL iot describe-thing --thing-name drop-a --query thingArn --output text)
echo "$arn"
printf '{"a":"%s"}' 1 >document.json
$TOOL iot create-job --job-id drop --targets "$arn" --document file://document.json --tags Key=team,Value=red --query jobId
until $TOOL iot describe-job-execution --job-id drop --thing-name drop-a >answer.json 2>/dev/null; do sleep 0.1; done
$TOOL iot get-job-document --job-id drop --output text
$TOOL iot list-jobs --query "jobs[?jobId=='drop'].[jobId,targetSelection]" --output table
$TOOL iot list-things --query 'things[?starts_with(thingName, \`drop-\`)].thingName | sort(@)'
$TOOL iot list-job-executions-for-job --job-id drop --query 'executionSummaries[].jobExecutionSummary.status'
$TOOL iot delete-job --job-id drop; echo "refused: $(($? > 0))"
$TOOL iot delete-job --job-id drop --force
while $TOOL iot describe-job --job-id drop >/dev/null 2>&1; do sleep 0.1; done
for name in a b c; do $TOOL iot delete-thing --thing-name "drop-$name"; done
$TOOL iot describe-thing --thing-name drop-a; echo "gone: $(($? > 0))"
`;

async function output(t: Parameters<typeof temporaryDirectory>[0], tool: string): Promise<string> {
  const directory = await temporaryDirectory(t);
  const file = join(directory, 'script.sh');
  writeFileSync(file, script);
  chmodSync(file, 0o755);
  const { code, stdout } = await run('bash', ['-c', `cd '${directory}' && . ./script.sh`], {
    ...environment,
    TOOL: tool,
  });
  assert.equal(code, 0);
  return stdout;
}

test('an aws command is there to be compared with', { skip: skipWithoutAws }, () => {
  assert.ok(installedAws.length > 0);
});

for (const { major, program: aws } of installedAws) {
  test(`one script gives the same with the aws command, version ${major}, and with musterd`, async (t) => {
    const endpoint = `--endpoint-url ${server.endpoint}`;
    const theirs = await output(t, `${aws} ${endpoint}`);
    assert.match(theirs, /gone: 1\n$/);
    assert.equal(await output(t, `${process.execPath} ${program} ${endpoint}`), theirs);
  });

  test(`tokens of the aws command, version ${major}, are taken by musterd, and those of musterd by it`, async () => {
    const thingTypeName = `paged-${major}`;
    await iot.send(new CreateThingTypeCommand({ thingTypeName }));
    for (const letter of ['a', 'b', 'c', 'd', 'e']) {
      await iot.send(new CreateThingCommand({ thingName: `${thingTypeName}-${letter}`, thingTypeName }));
    }
    const tools = { aws: [aws], musterd: [process.execPath, program] } as const;
    const list = async (tool: keyof typeof tools, ...words: string[]) => {
      const [first, ...rest] = tools[tool];
      const line = [...rest, 'iot', 'list-things', '--thing-type-name', thingTypeName, '--page-size', '2', ...words];
      const { code, stderr, stdout } = await run(first, [...line, '--endpoint-url', server.endpoint], environment);
      assert.deepEqual([code, stderr], [0, '']);
      const { NextToken, things } = JSON.parse(stdout) as { NextToken?: string; things: { thingName: string }[] };
      return { token: NextToken ?? '', letters: things.map(({ thingName }) => thingName.slice(-1)).join('') };
    };
    for (const [one, other] of [
      ['aws', 'musterd'],
      ['musterd', 'aws'],
    ] as const) {
      const begun = await list(one, '--max-items', '3');
      const further = await list(other, '--starting-token', begun.token, '--max-items', '1');
      const rest = await list(one, '--starting-token', further.token);
      assert.deepEqual([begun.letters, further.letters, rest.letters], ['abc', 'd', 'e'], `${one}, ${other}`);
    }
  });
}
