import assert from 'node:assert/strict';
import { test } from 'node:test';
import { connectionContext, mayInsertInto } from '../../../src/domain/policy-language/connection-context.ts';
import type { CertificateNames } from '../../../src/lib/certificate-names.ts';

const names: CertificateNames = {
  field: (owner, field) => (owner === 'Subject' && field === 'CommonName' ? ['a', 'b', 'c', 'd', 'e', 'f'] : []),
  alternatives: (owner, kind) => (owner === 'Subject' && kind === 'DNSName' ? ['x.example'] : []),
  serialNumber: '0A',
};
const facts = { certificateId: 'id', certificateNames: () => names, sourceIp: '192.0.2.1' };
const thing = { thingName: 'lamp', thingTypeName: 'bulb', attributes: { site: 'a' } };
const connected = connectionContext({ ...facts, clientId: 'client', thing, connectAttributes: ['LastWill'] });

test('a connection knows its client, its address, its thing and its certificate', () => {
  const expected: Readonly<Record<string, readonly string[] | undefined>> = {
    'iot:ClientId': ['client'],
    'aws:SourceIp': ['192.0.2.1'],
    'aws:sourceip': ['192.0.2.1'],
    'iot:CertificateId': ['id'],
    'iot:ConnectAttributes': ['LastWill'],
    'iot:Connection.Thing.ThingName': ['lamp'],
    'iot:Connection.Thing.ThingTypeName': ['bulb'],
    'iot:Connection.Thing.IsAttached': ['true'],
    'iot:Connection.Thing.Attributes[site]': ['a'],
    'iot:Connection.Thing.Attributes[none]': undefined,
    'iot:Connection.Thing.Attributes[toString]': undefined,
    'iot:Certificate.Subject.CommonName': ['a'],
    'iot:Certificate.Subject.CommonName.1': ['b'],
    'iot:Certificate.Subject.CommonName.4': ['e'],
    'iot:Certificate.Subject.CommonName.5': undefined,
    'iot:Certificate.Subject.CommonName.List': ['a', 'b', 'c', 'd', 'e'],
    'iot:Certificate.Subject.AlternativeName.DNSName': ['x.example'],
    'iot:Certificate.Issuer.CommonName': undefined,
    'iot:Certificate.Issuer.CommonName.List': undefined,
    'iot:Certificate.SerialNumber': ['0A'],
    'iot:Certificate.AvailableKeys': [
      'iot:Certificate.Subject.CommonName',
      'iot:Certificate.Subject.AlternativeName.DNSName',
    ],
    'iot:Nonsense': undefined,
  };
  for (const [key, values] of Object.entries(expected)) assert.deepEqual(connected(key), values, key);
});

test('a connection without a thing knows that, and one over HTTPS knows nothing of things', () => {
  const without = connectionContext({ ...facts, clientId: 'client', thing: null });
  assert.deepEqual(without('iot:Connection.Thing.IsAttached'), ['false']);
  assert.equal(without('iot:Connection.Thing.ThingName'), undefined);
  const overHttps = connectionContext(facts);
  assert.equal(overHttps('iot:Connection.Thing.IsAttached'), undefined);
  assert.equal(overHttps('iot:ClientId'), undefined);
});

test('values that could widen a pattern are not inserted where that grants something', () => {
  const certificate = 'iot:Certificate.Subject.CommonName';
  for (const value of ['a*', 'a?', 'a$', 'a+', 'a#', 'x'.repeat(1_025)]) {
    assert.equal(mayInsertInto('other')(certificate, value, true), false, value);
    assert.equal(mayInsertInto('other')(certificate, value, false), true, value);
  }
  assert.equal(mayInsertInto('other')(certificate, 'a b.c', true), true);
  assert.equal(mayInsertInto('other')('iot:ClientId', 'a+*', true), true);
  assert.equal(mayInsertInto('topic filter')('iot:ClientId', 'a+', true), false);
  assert.equal(mayInsertInto('topic filter')('iot:ClientId', 'a#', false), true);
});
