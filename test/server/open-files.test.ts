import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openLog } from '../../src/lib/log.ts';
import { connectionLimits, fittingConnections } from '../../src/server/open-files.ts';

const wanted = { mqtt: 100_000, http: 20_000 };

test('connections are as many as wanted where the files suffice, or nobody knows how many there are', () => {
  assert.deepEqual(fittingConnections(undefined, wanted), wanted);
  assert.deepEqual(fittingConnections(1_048_576, wanted), wanted);
});

test('all listeners together leave room for the database and for operators', () => {
  for (const openFiles of [512, 1_024, 4_096, 65_536]) {
    const { http, mqtt } = fittingConnections(openFiles, wanted);
    assert.ok(mqtt + 2 * http <= openFiles - 200, `${openFiles}: ${mqtt} and twice ${http}`);
    assert.ok(http >= 30 && mqtt > http, `${openFiles}: ${mqtt} and ${http}`);
  }
});

test('a process with hardly any files still serves a few', () => {
  assert.deepEqual(fittingConnections(64, wanted), { mqtt: 16, http: 16 });
});

test('one line names the limit and what it leaves', async () => {
  const lines: string[] = [];
  const log = openLog({ level: 'info', format: 'json', write: (line) => void lines.push(line) });
  await connectionLimits({ mqtt: Number.MAX_SAFE_INTEGER, http: 1 }, log);
  const said = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  // Without a limit of the system there is nothing to say.
  for (const line of said) assert.ok(Number(line['mqttConnections']) < Number(line['openFiles']));
  assert.ok(lines.length <= 1);
});
