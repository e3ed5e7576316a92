import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseIni, setIniValue } from '../../../../src/cli/aws/config/ini-file.ts';

const text = `# mine
[default]
region = eu-west-1
output: json

[profile "with blank"]
region=us-east-1
services = local

[services local]
iot =
    endpoint_url = http://127.0.0.1:4883
`;

describe('a configuration file', () => {
  test('has sections, keys and nested values', () => {
    const sections = parseIni(text);
    assert.deepEqual([...(sections?.keys() ?? [])], ['default', 'profile with blank', 'services local']);
    assert.deepEqual(
      sections?.get('default'),
      new Map([
        ['region', 'eu-west-1'],
        ['output', 'json'],
      ]),
    );
    assert.deepEqual(
      sections?.get('services local'),
      new Map([['iot', new Map([['endpoint_url', 'http://127.0.0.1:4883']])]]),
    );
  });

  test('of another form is refused as a whole', () => {
    assert.equal(parseIni('region = x\n'), undefined);
    assert.equal(parseIni('[default]\nwords\n'), undefined);
  });

  test('keeps comments and order when a value is set', () => {
    const changed = setIniValue(text, 'default', 'region', 'us-west-2');
    assert.equal(changed, text.replace('region = eu-west-1', 'region = us-west-2'));
    const added = setIniValue(text, 'default', 'ca_bundle', '/ca.pem');
    assert.equal(added, text.replace('output: json\n', 'output: json\nca_bundle = /ca.pem\n'));
    assert.equal(setIniValue('', 'profile p', 'region', 'x'), '[profile p]\nregion = x\n');
    assert.equal(setIniValue('', 'profile a b', 'region', 'x'), '[profile "a b"]\nregion = x\n');
  });

  test('takes nested values', () => {
    const changed = setIniValue(text, 'services local', 'iot.endpoint_url', 'http://[::1]');
    assert.equal(changed, text.replace('http://127.0.0.1:4883', 'http://[::1]'));
    assert.equal(setIniValue('[a]\n', 'a', 'iot.x', 'y'), '[a]\niot =\n    x = y\n');
  });
});
