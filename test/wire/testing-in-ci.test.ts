/** The programs of docs/testing-in-ci.md, as they stand there. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { packageRoot } from '../../src/lib/package-root.ts';
import { find, run } from './support/command.ts';
import { startServer } from './support/server.ts';

const directory = mkdtempSync(join(tmpdir(), 'musterd-ci-page-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const page = readFileSync(join(packageRoot, 'docs', 'testing-in-ci.md'), 'utf8');
const server = await startServer(['--clock', 'virtual']);
const readyFile = join(directory, 'musterd.json');
writeFileSync(readyFile, JSON.stringify(server), { mode: 0o600 });
const environment = { PATH: process.env['PATH'] ?? '', MUSTERD_READY_FILE: readyFile };

function programOf(language: string): string {
  const program = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 's').exec(page)?.[1];
  assert.ok(program !== undefined, `the page has a program in ${language}`);
  return program;
}

test('the program for node:test passes', async () => {
  symlinkSync(join(packageRoot, 'node_modules'), join(directory, 'node_modules'));
  const file = join(directory, 'device.test.mjs');
  writeFileSync(file, programOf('js'));
  const { code, stdout } = await run(process.execPath, ['--test', file], environment);
  assert.equal(code, 0, stdout);
  assert.match(stdout, /pass 1/);
});

const python = find('pytest and boto3', ['python3', '/usr/bin/python3'], '-c', 'import boto3, pytest');

test('the program for pytest passes', { skip: python.skip }, async () => {
  writeFileSync(join(directory, 'test_device.py'), programOf('python'));
  const { code, stdout } = await run(
    python.program,
    ['-m', 'pytest', '-q', '-p', 'no:cacheprovider', directory],
    environment,
  );
  assert.equal(code, 0, stdout);
  assert.match(stdout, /1 passed/);
});
