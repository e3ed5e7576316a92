import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DatabaseUnavailable } from '../../src/lib/database-unavailable.ts';
import { openLog } from '../../src/lib/log.ts';

function capture(format: 'json' | 'pretty') {
  const lines: string[] = [];
  return { lines, log: openLog({ level: 'info', format, write: (line) => void lines.push(line) }) };
}

test('a secret never reaches the log, three levels deep', () => {
  for (const format of ['json', 'pretty'] as const) {
    const { lines, log } = capture(format);
    const secretAccessKey = 'hush';
    log.info({ secretAccessKey, a: { secretAccessKey }, b: { headers: { authorization: 'hush' } } }, 'a request');
    assert.equal(lines.length, 1);
    assert.doesNotMatch(lines.join(''), /hush/);
    assert.match(lines.join(''), /\(secret\)/);
  }
});

test('machines get one JSON object a line', () => {
  const { lines, log } = capture('json');
  log.info({ port: 1 }, 'listening');
  log.debug('not shown');
  const [line, ...others] = lines;
  assert.equal(others.length, 0);
  const { time, ...rest } = JSON.parse(line ?? '') as Record<string, unknown>;
  assert.deepEqual(rest, { level: 'info', port: 1, msg: 'listening' });
  assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
});

test('people get a short line, and the stack of an error below it', () => {
  const { lines, log } = capture('pretty');
  log.warn({ err: new Error('broken'), port: 1 }, 'a failure');
  assert.match(lines.join(''), /^\d\d:\d\d:\d\d\.\d{3} WARN {2}a failure port=1\nError: broken\n {4}at /);
});

test('what happens to many is written some times a minute, and then counted', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { lines, log } = capture('json');
  for (let count = 0; count < 1_000; count += 1) log.warn({ count }, 'a socket could not be opened');
  log.warn('something else');
  assert.equal(lines.length, 21);
  t.mock.timers.tick(60_000);
  const { like, lines: leftOut, msg } = JSON.parse(lines.at(-1) ?? '') as Record<string, unknown>;
  assert.deepEqual(
    [msg, leftOut, like],
    ['lines were left out in the last minute', 980, 'a socket could not be opened'],
  );
  log.warn('a socket could not be opened');
  assert.equal(lines.length, 23);
});

test('an outage of the database is told of by the store, not by whoever notices it', () => {
  const { lines, log } = capture('json');
  log.error({ err: new DatabaseUnavailable('The database cannot be reached.', true) }, 'the engine failed');
  assert.equal(lines.length, 0);
  log.error({ err: new DatabaseUnavailable('The database took too long.', false) }, 'the engine failed');
  assert.equal(lines.length, 1);
});
