/** The documents of the lives of jobs and executions say what the code does, and name tests that there are. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { renewed } from '../scripts/readme.ts';
import { jobTransitions } from '../src/domain/job/transitions.ts';
import { jobExecutionTransitions } from '../src/domain/job-execution/transitions.ts';
import { packageRoot } from '../src/lib/package-root.ts';

const lives = { 'docs/job.md': jobTransitions, 'docs/job-execution.md': jobExecutionTransitions };
const read = (file: string) => readFileSync(join(packageRoot, file), 'utf8');

for (const [document, table] of Object.entries(lives)) {
  const text = read(document);

  test(`the tables of ${document} are those of the code (npm run docs renews them)`, () => {
    assert.equal(renewed(text), text);
    assert.match(text, /<!-- generated: \w+ -->\n\| {2}\|/);
  });

  test(`${document} says of every state what it means`, () => {
    for (const state of Object.keys(table)) assert.match(text, new RegExp(`^\\| \`${state}\` \\| \\w`, 'm'));
  });

  test(`every test that ${document} names is there`, () => {
    const named = [...text.matchAll(/`(test\/[^`]+\.test\.ts)`: (.+?)(?: ·)?$/gm)];
    assert.ok(named.length > 0);
    for (const [, file = '', name = ''] of named) assert.ok(read(file).includes(`'${name}'`), `${file}: ${name}`);
  });

  test(`the invariants of ${document} are numbered and each names a test`, () => {
    const [, list = ''] = /## Invariants\n\n(.*?)(?:\n## |$)/s.exec(text) ?? [];
    const invariants = list.split(/^(?=\d+\. )/m).filter((part) => part.trim() !== '');
    assert.ok(invariants.length > 10);
    for (const [index, invariant] of invariants.entries()) {
      assert.ok(invariant.startsWith(`${index + 1}. `), invariant);
      assert.match(invariant, /`test\/.+\.test\.ts`: /);
    }
  });
}
