import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseS3Url, s3Url } from '../../src/domain/s3-url.ts';

const understood: readonly (readonly [string, object])[] = [
  ['https://s3.amazonaws.com/bucket/key', { bucket: 'bucket', key: 'key' }],
  ['https://s3.eu-west-1.amazonaws.com/bucket/a/b/c.json', { bucket: 'bucket', key: 'a/b/c.json' }],
  ['https://s3-us-west-2.amazonaws.com/bucket/key', { bucket: 'bucket', key: 'key' }],
  ['https://bucket.s3.eu-west-1.amazonaws.com/a/b', { bucket: 'bucket', key: 'a/b' }],
  ['https://my.dotted.bucket.s3.amazonaws.com/key', { bucket: 'my.dotted.bucket', key: 'key' }],
  ['https://s3.cn-north-1.amazonaws.com.cn/bucket/key', { bucket: 'bucket', key: 'key' }],
  ['https://s3.amazonaws.com/bucket/a%20b/%C3%BC+c', { bucket: 'bucket', key: 'a b/ü+c' }],
  ['https://s3.amazonaws.com/bucket/a/../b', { bucket: 'bucket', key: 'a/../b' }],
  ['https://s3.amazonaws.com/bucket/key?versionId=a%2Fb', { bucket: 'bucket', key: 'key', versionId: 'a/b' }],
];
for (const [url, object] of understood) {
  test(`understands ${url}`, () => {
    assert.deepEqual(parseS3Url(url), object);
  });
}

const refused = [
  'https://s3.amazonaws.com/bucket/key\ud800',
  '',
  'bucket/key',
  'http://s3.amazonaws.com/bucket/key',
  's3://bucket/key',
  'https://s3.amazonaws.com',
  'https://s3.amazonaws.com/',
  'https://s3.amazonaws.com/bucket',
  'https://s3.amazonaws.com/bucket/',
  'https://s3.amazonaws.com//key',
  'https://s3.amazonaws.com/Bucket/key',
  'https://s3.amazonaws.com/arn:aws:s3:::x/key',
  'https://s3.amazonaws.com/../key',
  'https://s3.amazonaws.com/bucket/key#part',
  'https://s3.amazonaws.com/bucket/key?x=1',
  'https://s3.amazonaws.com/bucket/key?versionId=',
  'https://s3.amazonaws.com/bucket/%zz',
  'https://s3.amazonaws.com/bucket/a%00b',
  'https://s3.amazonaws.com/bucket/a\0b',
  `https://s3.amazonaws.com/bucket/${'k'.repeat(1_025)}`,
  'https://s3.amazonaws.com@evil.example/bucket/key',
  'https://s3.amazonaws.com.evil.example/bucket/key',
  'https://evil.example/s3.amazonaws.com/bucket/key',
  'https://169.254.169.254/bucket/key',
  'https://user:pass@s3.amazonaws.com/bucket/key',
];
for (const url of refused) {
  test(`refuses ${JSON.stringify(url.slice(0, 80))}`, () => {
    assert.equal(parseS3Url(url), undefined);
  });
}

test('an object comes back from its URL', () => {
  const name = fc.string({ minLength: 1, maxLength: 200 }).filter((text) => !/\p{Cc}/u.test(text));
  fc.assert(
    fc.property(name, fc.option(name, { nil: undefined }), (key, versionId) => {
      const object = { bucket: 'bucket', key, ...(versionId === undefined ? {} : { versionId }) };
      assert.deepEqual(parseS3Url(s3Url('eu-west-1', object)), object);
    }),
  );
});

test('no text makes parsing slow or fail', () => {
  fc.assert(fc.property(fc.string(), (text) => void parseS3Url(`https://${text}`)));
  const began = performance.now();
  parseS3Url(`https://${'s3.'.repeat(20_000)}amazonaws.com/b/k`);
  assert.ok(performance.now() - began < 500);
});
