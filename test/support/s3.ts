/** An S3 server for tests: it runs from npm, on a free port, and is gone after the tests of the file. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import S3rver from 's3rver';

export interface TestS3 {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where objects are put. */
  readonly bucket: string;
  put(key: string, body: string | Uint8Array): Promise<void>;
}

/** The only keys that the server knows. */
const KEY = 'S3RVER';
const REGION = 'eu-west-1';

/** Starts one with an empty bucket. Call it at the top of a file, not in a hook. */
export async function startTestS3(bucket = 'firmware'): Promise<TestS3> {
  const directory = mkdtempSync(join(tmpdir(), 'musterd-s3-'));
  const options = { address: '127.0.0.1', port: 0, silent: true, directory };
  const server = new S3rver({ ...options, configureBuckets: [{ name: bucket, configs: [] }] });
  const { port } = await server.run();
  const endpoint = `http://127.0.0.1:${port}`;
  const client = new S3Client({
    endpoint,
    region: REGION,
    credentials: { accessKeyId: KEY, secretAccessKey: KEY },
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
  });
  after(async () => {
    client.destroy();
    await server.close();
    rmSync(directory, { recursive: true, force: true });
  });
  return {
    endpoint,
    region: REGION,
    accessKeyId: KEY,
    secretAccessKey: KEY,
    bucket,
    async put(key, body) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: body }));
    },
  };
}
