/** What clients with an access key may do over MQTT (docs/service/identity.md#clients-with-an-access-key). */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { rootPrincipal } from '../../../src/access/operators/principal.ts';
import { signedConnections } from '../../../src/access/operators/signed-connections.ts';
import { arn } from '../../../src/domain/arn.ts';
import { compilePolicy } from '../../../src/domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../../src/domain/policy-language/policy-document.ts';
import { virtualClock } from '../../../src/lib/clock.ts';
import { openLog } from '../../../src/lib/log.ts';
import { testAccount } from '../../support/context.ts';
import { policy, type Statement } from '../../support/operators.ts';

const full = (resource: string) => arn(testAccount, resource);
const alice = {
  arn: 'arn:aws:iam::000000000000:user/alice',
  operator: { kind: 'user', name: 'alice', userId: 'AIDA' },
} as const;
const aliceKey = { secretAccessKey: 'secret', principal: alice };
const CHECK_MS = 5;

/** Where one user, alice, has a key and these statements, which the test may change. */
function start(context: TestContext, statements: readonly Statement[], rootLoopbackOnly = false) {
  const world = {
    statements,
    hasKey: true,
    session: undefined as { tokenHash: Buffer; expiresAt: number } | undefined,
  };
  const clock = virtualClock(1_000_000);
  const connections = signedConnections({
    account: testAccount,
    clock,
    rootLoopbackOnly,
    log: openLog({ level: 'silent', format: 'json' }),
    checkMs: CHECK_MS,
    directory: {
      find: async () => (world.hasKey ? { ...aliceKey, ...(world.session && { session: world.session }) } : undefined),
      policiesOf: async () => ({
        statements: compilePolicy('p', parsePolicyDocument(JSON.stringify(policy(...world.statements)), 6_144)),
        askForResourceTags: false,
      }),
    },
  });
  context.after(() => connections.stop());
  let ended: () => void = () => undefined;
  const refused: string[] = [];
  const ending = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const admit = (clientId: string, more: { readonly address?: string; readonly will?: string; root?: true } = {}) =>
    connections.admit({
      signer: { accessKeyId: 'AKIA', principal: more.root ? rootPrincipal(testAccount) : alice, isSecure: true },
      clientId,
      address: more.address ?? '127.0.0.1',
      will: more.will === undefined ? undefined : { topic: more.will, retain: true },
      end: ended,
      refused: ({ action, resource, reason }) => void refused.push(`${action} ${resource}: ${reason}`),
    });
  return { admit, connections, ending, world, clock, refused };
}

const allow = (action: string, ...resources: string[]): Statement => ({
  Action: action,
  Resource: resources.map(full),
});

describe('a client with an access key', () => {
  test('is let in by iot:Connect on its client id, and for its will by iot:Publish and iot:RetainPublish', async (t) => {
    const connect = allow('iot:Connect', 'client/${aws:username}-*');
    const { admit, world } = start(t, [connect]);
    assert.equal((await admit('alice-1')).refusal, undefined);
    assert.equal((await admit('bob-1')).refusal?.resource, full('client/bob-1'));
    assert.equal((await admit('alice-1', { will: 'gone' })).refusal?.action, 'iot:Publish');
    world.statements = [connect, allow('iot:Publish', 'topic/gone')];
    assert.equal((await admit('alice-1', { will: 'gone' })).refusal?.action, 'iot:RetainPublish');
    world.statements = [connect, allow('iot:*Publish', 'topic/gone')];
    assert.equal((await admit('alice-1', { will: 'gone' })).refusal, undefined);
  });

  test('publishes, subscribes and receives what its policies allow', async (t) => {
    const { admit, refused } = start(t, [
      allow('iot:Connect', 'client/*'),
      allow('iot:Publish', 'topic/a/*'),
      allow('iot:Subscribe', 'topicfilter/b/#'),
      allow('iot:Receive', 'topic/b/c'),
      { Effect: 'Deny', ...allow('iot:Publish', 'topic/a/secret') },
    ]);
    const { permissions } = await admit('any');
    assert.deepEqual(
      [
        permissions?.mayPublish('a/b'),
        permissions?.mayPublish('a/secret'),
        permissions?.mayRetain('a/b'),
        permissions?.maySubscribe('b/#'),
        permissions?.maySubscribe('#'),
        permissions?.mayReceive('b/c'),
        permissions?.mayReceive('b/d'),
      ],
      [true, false, false, true, false, true, false],
    );
    const ofAlice = `by the policies of ${alice.arn}`;
    assert.deepEqual(refused, [
      `iot:Publish ${full('topic/a/secret')}: explicit deny ${ofAlice}`,
      `iot:RetainPublish ${full('topic/a/b')}: implicit deny ${ofAlice}`,
      `iot:Subscribe ${full('topicfilter/#')}: implicit deny ${ofAlice}`,
    ]);
  });

  test('may do no more than the policy of its session allows as well', async (t) => {
    const only = compilePolicy(
      's',
      parsePolicyDocument(JSON.stringify(policy(allow('iot:*', 'client/a', 'topic/a'))), 2_048),
    );
    const sessionPolicy = { statements: only, askForResourceTags: false };
    const { admit, connections } = start(t, [allow('iot:*', '*')]);
    assert.equal((await admit('b')).refusal, undefined);
    const signer = {
      accessKeyId: 'ASIA',
      isSecure: true,
      principal: { ...alice, operator: { ...alice.operator, sessionPolicy } },
    };
    const asked = { signer, address: undefined, will: undefined, end: () => undefined, refused: () => undefined };
    assert.equal((await connections.admit({ ...asked, clientId: 'b' })).refusal?.resource, full('client/b'));
    const { permissions } = await connections.admit({ ...asked, clientId: 'a' });
    assert.deepEqual(
      [permissions?.mayPublish('a'), permissions?.mayPublish('b'), permissions?.mayReceive('b')],
      [true, false, false],
    );
  });

  test('is followed by changes of its policies, and ended with its key', async (t) => {
    const { admit, ending, world } = start(t, [allow('iot:*', '*')]);
    const { permissions } = await admit('any');
    world.statements = [allow('iot:Connect', '*')];
    while (permissions?.mayPublish('a')) await new Promise(setImmediate);
    world.hasKey = false;
    await ending;
  });

  test('is ended when its session is at its end', async (t) => {
    const { admit, ending, world, clock } = start(t, [allow('iot:*', '*')]);
    world.session = { tokenHash: Buffer.alloc(32), expiresAt: clock.now() + 1_000 };
    await admit('any');
    clock.moveTo(clock.now() + 1_000);
    await ending;
  });
});

test('root may do everything, but only from this machine where that is set', async (t) => {
  const { admit } = start(t, [], true);
  assert.equal((await admit('any', { root: true })).permissions?.maySubscribe('#'), true);
  assert.equal((await admit('any', { root: true, address: '192.0.2.1' })).refusal?.action, 'iot:Connect');
});
