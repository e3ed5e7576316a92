/** Programs that look into messages (docs/service/limits.md#messages-that-programs-look-for). */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testContext } from '../support/context.ts';
import { call } from '../support/jobs.ts';
import { refusal } from '../support/refusal.ts';

const context = await testContext();
const shortWait = {
  ...context,
  settings: { ...context.settings, quotas: { ...context.settings.quotas, minutesFromDeprecationToDeletion: 1 } },
};
const target = 'arn:aws:iot:us-east-1:000000000000:thinggroup/gone';

await call.CreateThingType(context, { thingTypeName: 'lamp' });
await call.DeprecateThingType(context, { thingTypeName: 'lamp' });
await call.CreateThingGroup(context, { thingGroupName: 'parent' });
await call.CreateThingGroup(context, { thingGroupName: 'child', parentGroupName: 'parent' });
const policyDocument = JSON.stringify({ Statement: { Effect: 'Allow', Action: 'iot:*', Resource: '*' } });
await call.CreatePolicy(context, { policyName: 'p', policyDocument });

/** The words as Terraform's provider compares them: a part of the message, upper and lower case told apart. */
const lookedFor: readonly (readonly [words: string, attempt: () => Promise<unknown>])[] = [
  [
    'Please wait for 5 minutes after deprecation and then retry',
    () => call.DeleteThingType(context, { thingTypeName: 'lamp' }),
  ],
  [
    'Please wait for 5 minutes after deprecation and then retry',
    () => call.DeleteThingType(shortWait, { thingTypeName: 'lamp' }),
  ],
  ['there are still child groups attached', () => call.DeleteThingGroup(context, { thingGroupName: 'parent' })],
  ['Invalid Target', () => call.DetachPolicy(context, { policyName: 'p', target })],
];

test('messages have the words that Terraform waits for or takes a resource for gone by', async () => {
  for (const [words, attempt] of lookedFor) {
    await assert.rejects(attempt(), (error: Error) => error.message.includes(words), words);
  }
  await assert.rejects(lookedFor[0]?.[1]() ?? Promise.resolve(), refusal('InvalidRequestException'));
});
