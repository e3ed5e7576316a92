import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { findPlaceholders, replacePlaceholders } from '../../../src/domain/job/placeholder.ts';

const placeholder = (content: string) => `\${aws:iot:${content}}`;
const only = (content: string) => findPlaceholders(JSON.stringify(placeholder(content)))[0];

describe('finding placeholders', () => {
  const version = { packageName: 'app', versionName: '1.0' };
  const known: readonly (readonly [string, object])[] = [
    [
      's3-presigned-url:https://s3.amazonaws.com/b/k',
      { kind: 's3-presigned-url', url: 'https://s3.amazonaws.com/b/k' },
    ],
    ['s3-presigned-url-v2:https://x/y?versionId=1', { kind: 's3-presigned-url', url: 'https://x/y?versionId=1' }],
    ['code-sign-signature:s3://r.b/k@1', { kind: 'code-sign-signature' }],
    ['parameter:path_To-1', { kind: 'parameter', key: 'path_To-1' }],
    ['package:app:version:1.0:attributes:a:b', { kind: 'package-attribute', version, key: 'a:b' }],
    ['package:app:version:1.0:attributes', { kind: 'package-attributes', version }],
    ['package:app:version:1.0:artifact:s3-presigned-url', { kind: 'package-artifact', version }],
    ['package:app:version:1.0:artifact-location:s3-presigned-url', { kind: 'package-artifact', version }],
    ['package::version::attributes:a', { kind: 'package-attribute', version: undefined, key: 'a' }],
    ['package::version::attributes', { kind: 'package-attributes', version: undefined }],
    ['package::version:1.0:attributes', { kind: 'unknown' }],
    ['package:app:version:1.0', { kind: 'unknown' }],
    ['parameter:', { kind: 'unknown' }],
    ['something', { kind: 'unknown' }],
    ['', { kind: 'unknown' }],
  ];
  for (const [content, expected] of known) {
    test(`reads ${placeholder(content)}`, () => {
      assert.deepEqual(only(content), expected);
    });
  }

  test('sees through the escapes of JSON', () => {
    const content = String.raw`s3-presigned-url:https:\/\/s3.amazonaws.com\/b\/\u0041`;
    const found = findPlaceholders(`{"a":"${placeholder(content)}"}`);
    assert.deepEqual(found, [{ kind: 's3-presigned-url', url: 'https://s3.amazonaws.com/b/A' }]);
  });

  test('keeps to the string in which a placeholder begins', () => {
    assert.deepEqual(findPlaceholders(JSON.stringify([placeholder('parameter:a').slice(0, -1), '}'])), []);
  });

  test('takes time in proportion to the document, also where nothing is closed', () => {
    const began = performance.now();
    findPlaceholders(`"${'${aws:iot:package:'.repeat(1_700)}"`);
    assert.ok(performance.now() - began < 500);
  });
});

describe('replacing placeholders', () => {
  test('leaves a document without replacements byte for byte as it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.string(), (json, text) => {
        for (const document of [json, JSON.stringify(`${text}${placeholder('parameter:a')}${text}`)]) {
          assert.equal(
            replacePlaceholders(document, () => undefined),
            document,
          );
        }
      }),
    );
  });

  test('puts any text where the placeholder was, and changes nothing else', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), fc.string(), (value, before, after) => {
        const plain = (text: string) => text.replaceAll('$', 's');
        const document = JSON.stringify({
          [plain(before)]: [`${plain(before)}${placeholder('parameter:a')}${plain(after)}`, 1],
        });
        const replaced = replacePlaceholders(document, () => ({ text: value }));
        assert.deepEqual(JSON.parse(replaced), { [plain(before)]: [`${plain(before)}${value}${plain(after)}`, 1] });
      }),
    );
  });

  test('puts any JSON value in place of a string that is nothing but a placeholder', () => {
    fc.assert(
      fc.property(fc.json(), (value) => {
        const document = `{ "a" : "${placeholder('x')}" , "b": ["${placeholder('x')}"]}`;
        const parsed = JSON.parse(replacePlaceholders(document, () => ({ json: value })));
        assert.deepEqual(parsed, { a: JSON.parse(value), b: [JSON.parse(value)] });
      }),
    );
  });

  test('writes a JSON value as text where it is a part of a string, or the name of a member', () => {
    const json = '{"k":"v"}';
    const inside = (document: string) => JSON.parse(replacePlaceholders(document, () => ({ json })));
    assert.equal(inside(JSON.stringify(`is ${placeholder('x')}`)), `is ${json}`);
    assert.equal(inside(JSON.stringify(`"${placeholder('x')}"`)), `"${json}"`);
    assert.equal(inside(JSON.stringify(`\\"${placeholder('x')}`)), `\\"${json}`);
    assert.deepEqual(inside(`{"${placeholder('x')}" : 1}`), { [json]: 1 });
  });

  test('does not replace what it put in', () => {
    const document = JSON.stringify(placeholder('parameter:a'));
    const replaced = replacePlaceholders(document, () => ({ text: placeholder('parameter:b') }));
    assert.equal(JSON.parse(replaced), placeholder('parameter:b'));
  });
});
