/**
 * The same command lines through musterd and through AWS's own tool, against one server: output, exit code, what is
 * complained about and what is asked of the server are compared; intended differences stand in the tables with their
 * reasons.
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
import { installedAws, skipWithoutAws } from './support/aws-versions.ts';
import { run } from './support/command.ts';
import { iotClient } from './support/iot-client.ts';
import { executionOf, jobGone } from './support/jobs.ts';
import { recordingProxy } from './support/recording-proxy.ts';
import { wireServer } from './support/server.ts';

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

const musterd: Tool = { name: 'musterd', program: process.execPath, words: [musterdProgram], tag: 'qmq' };
/**
 * The second major version is the one that is meant to be matched; the first has exit codes of its own and a newer
 * model.
 */
const originals: readonly Original[] = installedAws.map(({ major, program }) => ({
  name: 'aws',
  major,
  program,
  words: [],
  tag: major === 1 ? 'qbq' : 'qaq',
}));

interface Original extends Tool {
  readonly major: 1 | 2;
}

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

describe('musterd and the aws command', { skip: skipWithoutAws, concurrency: 2 }, () => {
  for (const { before = [], name, rows } of scenarios) {
    describe(name, { concurrency: 1 }, () => {
      const tools = [musterd, ...originals];
      test('what comes before', async () => {
        for (const row of before.map(rowOf)) await Promise.all(tools.map((tool) => outcomeOf(tool, row)));
      });

      for (const row of rows.map(rowOf)) {
        const ours = once(() => outcomeOf(musterd, row));
        for (const original of originals) {
          // An older model than the line needs cannot be compared with; the newest version is there for that.
          if (original.major === 2 && row.needsNewModel === true) continue;
          test(`${row.line} (version ${original.major})`, async () => {
            const outcomes = await Promise.all([outcomeOf(original, row), ours()]);
            for (const aspect of ['requests', 'stdout', 'stderr', 'code'] as const)
              compare(aspect, row, original, ...outcomes);
          });
        }
      }
    });
  }

  test('the table is large enough', () => {
    assert.ok(scenarios.reduce((count, { rows }) => count + rows.length, 0) >= 150);
  });
});

function once<T>(work: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined;
  return () => {
    result ??= work();
    return result;
  };
}

function compare(aspect: Aspect, row: Row, { major }: Original, theirs: Outcome, ours: Outcome): void {
  const differs = major === 2 ? row.differs : row.differsFromFirst;
  if (differs?.isByChance === true && differs.in.includes(aspect)) return;
  if (differs?.in.includes(aspect) === true) {
    assert.notDeepEqual(ours[aspect], theirs[aspect], `${aspect} no longer differs: ${differs.reason}`);
  } else if (aspect === 'code' && major === 1) {
    assert.ok(codesOfFirst(ours.code).includes(theirs.code), `${ours.code} and ${theirs.code}`);
  } else assert.deepEqual(ours[aspect], theirs[aspect], aspect);
}

/**
 * What the first major version ends with where the second has a code of its own
 * (docs/service/command-line.md#exit-codes).
 */
function codesOfFirst(code: number | null): readonly (number | null)[] {
  if (code === 252) return [2, 255];
  return code === 253 || code === 254 ? [255] : [code];
}
