import assert from 'node:assert/strict';
import { test } from 'node:test';
import { certificateIdOfPrincipal, isPrincipal, parsePolicyTarget } from '../../src/domain/principal.ts';
import { refusal } from '../support/refusal.ts';

const account = { partition: 'aws', region: 'eu-central-1', accountId: '123456789012' };
const id = 'ab'.repeat(32);
const ours = `arn:aws:iot:eu-central-1:123456789012:cert/${id}`;
const foreign = `arn:aws:iot:eu-central-1:999999999999:cert/${id}`;

test('the principal of this account gives its certificate id, that of another none', () => {
  assert.equal(certificateIdOfPrincipal(account, ours), id);
  assert.equal(certificateIdOfPrincipal(account, foreign), undefined);
});

test('anything but the ARN of a certificate is refused as a principal', () => {
  const others = ['', id, 'junk', `${ours}0`, ours.toUpperCase(), ours.replace('cert/', 'cacert/'), `${ours}\n`, '\0'];
  for (const other of [...others, 'arn:aws:iot:eu-central-1:123456789012:thinggroup/g']) {
    assert.throws(() => certificateIdOfPrincipal(account, other), refusal('InvalidRequestException'), other);
  }
});

test('the target of a policy is a certificate or a thing group', () => {
  assert.deepEqual(parsePolicyTarget(account, ours), { kind: 'certificate', certificateId: id });
  assert.deepEqual(parsePolicyTarget(account, 'arn:aws:iot:eu-central-1:123456789012:thinggroup/a:b'), {
    kind: 'thing group',
    thingGroupName: 'a:b',
  });
  assert.equal(parsePolicyTarget(account, foreign), undefined);
  for (const other of ['', 'g', 'arn:aws:iot:eu-central-1:123456789012:thing/t', 'a\0b']) {
    assert.throws(() => parsePolicyTarget(account, other), refusal('InvalidRequestException'), other);
  }
});

test('a thing group is not a principal', () => {
  assert.equal(isPrincipal(ours), true);
  assert.equal(isPrincipal('arn:aws:iot:eu-central-1:123456789012:thinggroup/g'), false);
});
