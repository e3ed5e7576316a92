/** ARNs and URLs of objects, as operators write them. */
import assert from 'node:assert/strict';
import { arn, parseArn } from '../../../src/domain/arn.ts';
import { parseS3Url, s3Url } from '../../../src/domain/s3-url.ts';
import { mutateText } from '../random.ts';
import { pureTarget } from '../target.ts';

const account = { partition: 'aws', region: 'us-east-1', accountId: '000000000000' };
const arns = [
  'arn:aws:iot:us-east-1:000000000000:thing/sensor-1',
  'arn:aws:iot:us-east-1:000000000000:thinggroup/a:b',
  'arn:aws:iot:us-east-1:000000000000:package/p/version/1',
] as const;
const words = ['arn:', 'aws', ':iot:', 'us-east-1', '000000000000', 'thing/', 'job/', '::', '*', '//'];

export const arnTarget = pureTarget(
  'ARNs',
  120,
  (random) => mutateText(random, random.pick(arns), words, 2_048),
  (text) => {
    const parsed = parseArn(account, text);
    if (parsed !== undefined) assert.equal(arn(account, `${parsed.type}/${parsed.name}`), text);
  },
);

const urls = [
  'https://s3.amazonaws.com/bucket/key',
  'https://s3.us-east-1.amazonaws.com/bucket/a/b%20c?versionId=v',
  'https://bucket.s3.eu-west-1.amazonaws.com/key',
] as const;
const urlWords = ['https://', 's3.', '.amazonaws.com', 'bucket', '/', '%2F', '%', '?versionId=', '..', '@', '.cn'];

export const objectUrlTarget = pureTarget(
  'object URLs',
  30,
  (random) => mutateText(random, random.pick(urls), urlWords, 1_350),
  (text) => {
    const object = parseS3Url(text);
    if (object !== undefined) assert.deepEqual(parseS3Url(s3Url('us-east-1', object)), object);
  },
);
