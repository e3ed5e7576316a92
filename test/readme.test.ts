import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { namespacedRequestTopics, notificationTopics, renewed, requestTopics } from '../scripts/readme.ts';
import { extensionOperations } from '../src/contract/extensions/index.ts';
import { controlPlaneOperations } from '../src/contract/operations/index.ts';
import { notifyNextTopic, notifyTopic, parseJobsTopic } from '../src/contract/topics.ts';
import { defaultHttpLimits } from '../src/gateway/http/limits.ts';
import { packageRoot } from '../src/lib/package-root.ts';

const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8');

test('the README is up to date with contract and settings (npm run docs renews it)', () => {
  assert.equal(renewed(readme), readme);
});

test('the README names every operation, and stays under 200 lines', () => {
  for (const name of Object.keys(controlPlaneOperations)) assert.match(readme, new RegExp(`\\b${name}\\b`));
  assert.ok(readme.split('\n').length < 200);
});

test('docs/extensions.md is up to date with the contract, and names every operation under /x/', () => {
  const document = readFileSync(join(packageRoot, 'docs', 'extensions.md'), 'utf8');
  assert.equal(renewed(document), document);
  for (const { name, path } of Object.values(extensionOperations)) {
    assert.match(document, new RegExp(`^\\| ${name} \\| `, 'm'));
    assert.ok(document.includes(` ${path}\``), path);
  }
});

test('the table of docs/service/permissions.md is up to date with the contract', () => {
  const document = readFileSync(join(packageRoot, 'docs', 'service', 'permissions.md'), 'utf8');
  assert.equal(renewed(document), document);
  assert.match(
    document,
    /^\| CreateThingGroup \| `thinggroup\/\{thingGroupName\}`, `thinggroup\/\{parentGroupName\}` \|/m,
  );
});

test('the limits that docs/extensions.md tells are those of the gateway', () => {
  const document = readFileSync(join(packageRoot, 'docs', 'extensions.md'), 'utf8');
  const { heartbeatMs, stalledReaderMs, streamLifeMs, streams, streamsPerCaller } = defaultHttpLimits;
  assert.equal(streamLifeMs, 3_600_000);
  for (const text of [
    `every ${heartbeatMs / 1_000} seconds`,
    `nothing for ${stalledReaderMs / 1_000} seconds`,
    `may have ${streamsPerCaller} files`,
    `together ${streams} `,
  ]) {
    assert.ok(document.includes(text), text);
  }
});

test('the topics of the README are those of the contract', () => {
  const topic = (end: string) => `$aws/things/THING/jobs/${end}`;
  for (const end of [...requestTopics, ...namespacedRequestTopics]) {
    assert.equal(parseJobsTopic(topic(end))?.kind, 'request', end);
  }
  const notifications = [notifyTopic('THING'), notifyNextTopic('THING')];
  assert.deepEqual(notificationTopics.slice(0, 2).map(topic), notifications);
  assert.deepEqual(notificationTopics.slice(2).map(topic), [
    notifyTopic('THING', 'NS'),
    notifyNextTopic('THING', 'NS'),
  ]);
});

test('every file that the documents point to is there', () => {
  for (const document of ['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'ARCHITECTURE.md', 'CHANGELOG.md']) {
    const text = readFileSync(join(packageRoot, document), 'utf8');
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)) {
      assert.ok(existsSync(join(packageRoot, target)), `${document} points to ${target}`);
    }
  }
});
