import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { readCliInput } from '../../../src/cli/aws/values/cli-input.ts';
import { prepareToWait } from '../../../src/cli/aws/wait-option.ts';
import { UsageError } from '../../../src/cli/parse-options.ts';
import { deleteJob } from '../../../src/contract/operations/job/delete-job.ts';
import { temporaryDirectory } from '../../support/temporary-directory.ts';

const terminal = {
  print: () => undefined,
  printBytes: async () => undefined,
  complain: () => undefined,
  isTerminal: false,
};

test('a wait that cannot be understood is refused before the command has done anything', async () => {
  // Nobody listens there.
  const globals = new Map([['endpoint-url', 'http://127.0.0.1:1']]);
  for (const wait of [{ timeout: 'soon' }, { poll: 'often' }]) {
    const given = new Map([['job-id', 'j']]);
    await assert.rejects(prepareToWait(deleteJob, { given, globals, wait }, terminal), UsageError);
  }
});

test('the document of a command line is read once, also where the wait looks at it before the command does', async (t) => {
  const file = join(await temporaryDirectory(t), 'input.json');
  await writeFile(file, '{"jobId":"j"}');
  const given = new Map([['cli-input-json', `file://${file}`]]);
  assert.deepEqual(await readCliInput(given), { jobId: 'j' });
  await rm(file);
  assert.deepEqual(await readCliInput(given), { jobId: 'j' });
});
