import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Session, Subscription } from '../../../src/gateway/mqtt/broker/session.ts';
import { SubscriptionTree } from '../../../src/gateway/mqtt/broker/subscription-tree.ts';
import { isValidFilter, isValidTopic, matches } from '../../../src/gateway/mqtt/broker/topic-filter.ts';

const limits = { topicBytes: 256, topicSlashes: 7 };

describe('matches', () => {
  const cases: readonly [filter: string, topic: string, isMatch: boolean][] = [
    ['a/b', 'a/b', true],
    ['a/b', 'a/bc', false],
    ['a/+', 'a/b', true],
    ['a/+', 'a/b/c', false],
    ['a/+', 'a', false],
    ['a/+', 'a/', true],
    ['+/b', 'a/b', true],
    ['+', '/a', false],
    ['+/+', '/a', true],
    ['a/#', 'a/b/c', true],
    ['a/#', 'a/', true],
    ['a/#', 'a', false],
    ['a/+/c', 'a/b/c', true],
    ['#', 'a/b', true],
    ['#', '$aws/a', false],
    ['+/a', '$aws/a', false],
    ['$aws/things/+/jobs/notify', '$aws/things/t/jobs/notify', true],
    ['$aws/#', '$aws/events/a', true],
  ];
  for (const [filter, topic, isMatch] of cases) {
    it(`says that ${filter} ${isMatch ? 'matches' : 'does not match'} ${topic}`, () => {
      assert.equal(matches(filter, topic), isMatch);
    });
  }
});

describe('SubscriptionTree', () => {
  const level = fc.constantFrom('a', 'b', '', '$aws');
  const topic = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
  const filter = fc
    .tuple(fc.array(fc.oneof(level, fc.constant('+')), { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([levels, isOpen]) => [...levels, ...(isOpen ? ['#'] : [])].join('/'));

  it('finds exactly the subscriptions whose filters match', () => {
    fc.assert(
      fc.property(fc.uniqueArray(filter, { maxLength: 12 }), fc.array(fc.nat(11)), topic, (filters, removed, name) => {
        // The tree only compares sessions by identity.
        const session = {} as Session;
        const tree = new SubscriptionTree();
        for (const each of filters) tree.add(subscription(session, each));
        const gone = new Set(removed.flatMap((index) => filters[index] ?? []));
        for (const each of gone) tree.remove(subscription(session, each));
        const found: string[] = [];
        tree.some(name, (each) => {
          found.push(each.filter);
          return false;
        });
        const expected = filters.filter((each) => !gone.has(each) && matches(each, name));
        assert.deepEqual(found.sort(), expected.sort());
      }),
      { numRuns: 2_000 },
    );
  });

  function subscription(session: Session, each: string): Subscription {
    return { session, filter: each, share: undefined, qos: 0, noLocal: false, retainAsPublished: false };
  }
});

describe('isValidTopic', () => {
  it('refuses wildcards, emptiness, more than 256 bytes and more than 7 slashes', () => {
    for (const topic of ['', 'a/+', 'a#', 'é'.repeat(129), 'a/b/c/d/e/f/g/h/i']) {
      assert.equal(isValidTopic(topic, limits), false, topic);
    }
    for (const topic of ['a', '/', 'é'.repeat(128), 'a/b/c/d/e/f/g/h'])
      assert.equal(isValidTopic(topic, limits), true, topic);
  });

  it('lets the topics of jobs with long namespaces pass', () => {
    const topic = `$aws/things/${'t'.repeat(128)}/jobs/${'j'.repeat(64)}/namespace-${'n'.repeat(64)}/update`;
    assert.equal(isValidTopic(topic, limits), true);
    assert.equal(isValidFilter(`${topic}/accepted`, limits), true);
  });

  it('does not count the slashes of $aws/rules/<rule>/', () => {
    assert.equal(isValidTopic('$aws/rules/r/a/b/c/d/e/f/g/h', limits), true);
    assert.equal(isValidTopic('$aws/rules/r/a/b/c/d/e/f/g/h/i', limits), false);
  });
});

describe('isValidFilter', () => {
  it('lets wildcards fill whole levels, and # only the last', () => {
    for (const filter of ['#', '+', 'a/+/b/#', '+/+']) assert.equal(isValidFilter(filter, limits), true, filter);
    for (const filter of ['', 'a#', 'a/#/b', 'a+/b', '##', '#/'])
      assert.equal(isValidFilter(filter, limits), false, filter);
  });
});
