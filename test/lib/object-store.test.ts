import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, describe, test } from 'node:test';
import { type ObjectStoreOptions, openObjectStore } from '../../src/lib/object-store.ts';
import { startTestS3 } from '../support/s3.ts';

const s3 = await startTestS3();

function open(options: Partial<ObjectStoreOptions> = {}) {
  const store = openObjectStore({ ...s3, pathStyle: true, ...options });
  after(() => store.close());
  return store;
}

const store = open();
const object = (key: string) => ({ bucket: s3.bucket, key });

describe('reading', () => {
  test('gives the text of an object, whatever is in its name', async () => {
    await s3.put('a b/ü+c?d.json', '{"ü":1}');
    assert.deepEqual(await store.readText(object('a b/ü+c?d.json'), 8), { kind: 'text', text: '{"ü":1}' });
  });

  test('takes an object of just the allowed size and refuses a larger one', async () => {
    await s3.put('ten', '0123456789');
    assert.equal((await store.readText(object('ten'), 10)).kind, 'text');
    assert.deepEqual(await store.readText(object('ten'), 9), {
      kind: 'refused',
      reason: 'it is larger than 9 bytes',
    });
  });

  test('refuses what is no text', async () => {
    await s3.put('bytes', new Uint8Array([0x22, 0xff, 0x22]));
    assert.deepEqual(await store.readText(object('bytes'), 100), { kind: 'refused', reason: 'it is no UTF-8 text' });
  });

  test('says what the store answered for what is not there', async () => {
    const missing = await store.readText(object('missing'), 100);
    assert.deepEqual(missing, { kind: 'refused', reason: 'the object store answered 404 NoSuchKey' });
    const bucket = await store.readText({ bucket: 'nothing-here', key: 'k' }, 100);
    assert.deepEqual(bucket, { kind: 'refused', reason: 'the object store answered 404 NoSuchBucket' });
  });

  test('says that access is refused', async () => {
    const stranger = open({ accessKeyId: 'NOBODY' });
    const read = await stranger.readText(object('ten'), 100);
    assert.match(read.kind === 'refused' ? read.reason : read.kind, /answered 403/);
  });
});

/** A server that answers in its own way, and the paths that it was asked for. */
async function strangeServer(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    answer(request, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  return { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe('a store that behaves badly', () => {
  test('is given up on when it does not answer', async () => {
    const { endpoint } = await strangeServer(() => undefined);
    const read = await open({ endpoint, readTimeoutMs: 50 }).readText(object('k'), 100);
    assert.equal(read.kind, 'unavailable');
  });

  test('is given up on when it stops in the middle', async () => {
    const { endpoint } = await strangeServer((_request, response) => {
      response.writeHead(200, { 'content-length': '50' }).write('{');
    });
    const read = await open({ endpoint, readTimeoutMs: 100 }).readText(object('k'), 100);
    assert.equal(read.kind, 'unavailable');
  });

  test('does not make us read more than allowed by hiding the length', async () => {
    const { endpoint } = await strangeServer((_request, response) => {
      const more = () => void (response.writable && response.write('x'.repeat(16_384), () => setImmediate(more)));
      response.writeHead(200);
      more();
    });
    const read = await open({ endpoint }).readText(object('k'), 32_768);
    assert.deepEqual(read, { kind: 'refused', reason: 'it is larger than 32768 bytes' });
  });

  test('cannot send us to another host', async () => {
    const elsewhere = await strangeServer((_request, response) => response.end('{}'));
    const { endpoint, asked } = await strangeServer((_request, response) => {
      const location = `${elsewhere.endpoint}/firmware/k`;
      response.writeHead(307, { location, 'x-amz-bucket-region': 'us-west-2' }).end();
    });
    const read = await open({ endpoint }).readText(object('k'), 100);
    assert.notEqual(read.kind, 'text');
    assert.ok(asked.length >= 1);
    assert.deepEqual(elsewhere.asked, []);
  });

  test('is unavailable when it fails or is not there', async () => {
    const { endpoint } = await strangeServer((_request, response) => response.writeHead(503).end());
    assert.equal((await open({ endpoint }).readText(object('k'), 100)).kind, 'unavailable');
    assert.equal((await open({ endpoint: 'http://127.0.0.1:1' }).readText(object('k'), 100)).kind, 'unavailable');
  });
});

describe('presigned URLs', () => {
  const signedAt = Date.UTC(2026, 0, 2, 3, 4, 5);

  test('let anybody read the object, for as long as they say', async () => {
    await s3.put('image.bin', 'bytes');
    const url = await store.presign(object('image.bin'), 60, Date.now());
    assert.equal(await (await fetch(url)).text(), 'bytes');
    const expired = await store.presign(object('image.bin'), 60, Date.now() - 61_000);
    assert.equal((await fetch(expired)).status, 403);
  });

  test('are alike for the same object and time, and name the version where one is asked for', async () => {
    const versioned = { ...object('a/b c'), versionId: 'v 1' };
    const url = new URL(await store.presign(versioned, 600, signedAt));
    assert.equal(url.href, await store.presign(versioned, 600, signedAt));
    assert.equal(url.pathname, '/firmware/a/b%20c');
    assert.equal(url.searchParams.get('versionId'), 'v 1');
    assert.equal(url.searchParams.get('X-Amz-Expires'), '600');
    assert.equal(url.searchParams.get('X-Amz-Date'), '20260102T030405Z');
    assert.equal(url.searchParams.get('X-Amz-Security-Token'), null);
  });

  test('carry the signature that the S3 documentation describes', async () => {
    const secretAccessKey = 'a-secret';
    const signer = open({ secretAccessKey });
    const url = new URL(await signer.presign({ ...object('a/b c'), versionId: '1/2' }, 600, signedAt));
    assert.equal(url.searchParams.get('X-Amz-Signature'), expectedSignature(url, secretAccessKey));
  });

  test('lead to the address for devices, where there is one', async () => {
    const url = await open({ publicEndpoint: 'https://objects.example.com' }).presign(object('k'), 60, signedAt);
    assert.match(url, /^https:\/\/objects\.example\.com\/firmware\/k\?/);
  });

  test('have the bucket in the host name where the store wants it so', async () => {
    const hosted = open({ endpoint: 'https://s3.example.com', pathStyle: false });
    assert.match(await hosted.presign(object('k'), 60, signedAt), /^https:\/\/firmware\.s3\.example\.com\/k\?/);
  });

  test('never lead to another host, whatever the bucket is called', async () => {
    for (const bucket of ['a--x-s3', 'ab--usw2-az1--x-s3', 'ab--op-s3', 'a.b', '127.0.0.1', 'x-s3alias']) {
      for (const pathStyle of [true, false]) {
        const other = open({ endpoint: 'https://s3.example.com', pathStyle });
        const url = await other.presign({ bucket, key: 'k' }, 60, signedAt).catch(() => 'https://s3.example.com');
        assert.match(new URL(url).hostname, /^([a-z0-9.-]+\.)?s3\.example\.com$/, bucket);
      }
    }
  });
});

/** Signature version 4 of a URL, computed from its documentation alone. */
function expectedSignature(url: URL, secretAccessKey: string): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(
      /[!'()*]/g,
      (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
    );
  const query = [...url.searchParams]
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&');
  const canonical = ['GET', url.pathname, query, `host:${url.host}`, '', 'host', 'UNSIGNED-PAYLOAD'].join('\n');
  const [, date = '', region = '', service = '', end = ''] = (url.searchParams.get('X-Amz-Credential') ?? '').split(
    '/',
  );
  const hash = createHash('sha256').update(canonical).digest('hex');
  const scope = [date, region, service, end].join('/');
  const text = ['AWS4-HMAC-SHA256', url.searchParams.get('X-Amz-Date'), scope, hash].join('\n');
  const hmac = (key: Buffer | string, value: string) => createHmac('sha256', key).update(value).digest();
  const key = [date, region, service, end].reduce<Buffer | string>(hmac, `AWS4${secretAccessKey}`);
  return hmac(key, text).toString('hex');
}
