/**
 * The same command lines through musterd and through AWS's own tool, against one server: output, exit code, what is
 * complained about and what is asked of the server are compared; intended differences stand in the tables with their reasons.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { jobScenarios } from './cli-differential/jobs.ts';
import { comparable, type Outcome, type Tool } from './cli-differential/outcome.ts';
import { registryScenarios } from './cli-differential/registry.ts';
import { type Aspect, type Row, rowOf, type Scenario, wordsOf } from './cli-differential/row.ts';
import { wrongLines } from './cli-differential/wrong-lines.ts';
import { awsEnvironment } from './support/aws-environment.ts';
import { find, run } from './support/command.ts';
import { iotClient } from './support/iot-client.ts';
import { executionOf, jobGone } from './support/jobs.ts';
import { recordingProxy } from './support/recording-proxy.ts';
import { wireServer } from './support/server.ts';

// The second major version is the one that is meant to be matched; the first answers with other exit codes.
const second = find('aws', ['/usr/bin/aws'], '--version');
const first = find('aws', ['aws'], '--version');
const musterdProgram = join(import.meta.dirname, '..', '..', 'src', 'cli', 'main.js');
const scenarios: readonly Scenario[] = [...jobScenarios, ...registryScenarios, wrongLines];

const server = await wireServer();
const iot = iotClient(server);
const directory = mkdtempSync(join(tmpdir(), 'musterd-differential-'));
after(() => rmSync(directory, { recursive: true }));
const configuration = join(directory, 'config');
// So that both major versions write times in the same way.
writeFileSync(configuration, '[default]\ncli_timestamp_format = iso8601\n');
const environment = { ...awsEnvironment(server), AWS_CONFIG_FILE: configuration };

const aws: Tool = { name: 'aws', program: second.program, words: [], tag: 'qaq' };
const musterd: Tool = { name: 'musterd', program: process.execPath, words: [musterdProgram], tag: 'qmq' };
/** The first major version, on the things of the second. */
const newestAws: Tool = { ...aws, program: first.program };

function ownText(text: string, { tag }: Tool): string {
  return text.replaceAll('§', tag);
}

/** Runs a line with a tool, on things of its own, and tells what came of it. */
async function outcomeOf(tool: Tool, row: Row): Promise<Outcome> {
  const proxy = await recordingProxy(server.endpoint);
  const words = wordsOf(ownText(row.line, tool));
  const result = await run(tool.program, [...tool.words, ...words, '--endpoint-url', proxy.endpoint], environment);
  const { awaits, awaitsGone } = row;
  if (awaits !== undefined) await executionOf(iot, ownText(awaits.thing, tool), ownText(awaits.job, tool));
  if (awaitsGone !== undefined) await jobGone(iot, ownText(awaitsGone, tool));
  return comparable(tool, { ...result, requests: proxy.take(), endpoint: proxy.endpoint });
}

describe('musterd and the aws command', { skip: second.skip, concurrency: 2 }, () => {
  for (const { before = [], name, rows } of scenarios) {
    describe(name, { concurrency: 1 }, () => {
      test('what comes before', async () => {
        for (const row of before.map(rowOf)) await Promise.all([aws, musterd].map((tool) => outcomeOf(tool, row)));
      });

      for (const row of rows.map(rowOf)) {
        const other = row.needsNewModel === true ? newestAws : aws;
        test(row.line, { skip: row.needsNewModel === true && first.skip }, async () => {
          const [theirs, ours] = await Promise.all([outcomeOf(other, row), outcomeOf(musterd, row)]);
          for (const aspect of ['requests', 'stdout', 'stderr', 'code'] as const) compare(aspect, row, theirs, ours);
        });
      }
    });
  }

  test('the table is large enough', () => {
    assert.ok(scenarios.reduce((count, { rows }) => count + rows.length, 0) >= 150);
  });
});

function compare(aspect: Aspect, row: Row, theirs: Outcome, ours: Outcome): void {
  if (row.differs?.in.includes(aspect) === true) {
    assert.notDeepEqual(ours[aspect], theirs[aspect], `${aspect} no longer differs: ${row.differs.reason}`);
  } else if (aspect === 'code' && row.needsNewModel === true) {
    // The first major version has one code for everything but a line that it cannot take apart.
    assert.equal(ours.code === 0, theirs.code === 0, `${ours.code} and not ${theirs.code}`);
  } else assert.deepEqual(ours[aspect], theirs[aspect], aspect);
}
