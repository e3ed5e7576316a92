/** Requests made by chance and signed by botocore, the signer of the AWS CLI and of boto3, in both forms. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { Random } from '../fuzz/random.ts';
import {
  judged,
  received,
  region,
  type SigningCase,
  sessionKey,
  signingCase,
  signingKey,
  tampered,
} from '../support/signing-cases.ts';
import { HOST } from '../support/smithy-signing.ts';
import { find } from './support/command.ts';
import { within } from './support/within.ts';

const { program, skip } = find('botocore', ['python3', '/usr/bin/python3'], '-c', 'import botocore.auth');

/** Answers each line of standard input, a request, with a line: its target and its headers, signed. */
const PROGRAM = `
import json, sys
from urllib.parse import quote
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

encode = lambda text: quote(text, safe='-_.~')
for line in sys.stdin:
    asked = json.loads(line)
    pairs = ['='.join(encode(part) for part in pair) for pair in asked['query']]
    origin = 'https://' + asked['host']
    url = origin + asked['path'] + ('?' + '&'.join(pairs) if pairs else '')
    key = Credentials(asked['accessKeyId'], asked['secretAccessKey'], asked.get('sessionToken'))
    request = AWSRequest(asked['method'], url, headers=asked['headers'], data=asked['body'].encode() or None)
    if asked['form'] == 'header': SigV4Auth(key, asked['service'], asked['region']).add_auth(request)
    else: SigV4QueryAuth(key, asked['service'], asked['region'], expires=60).add_auth(request)
    print(json.dumps({'target': request.url[len(origin):], 'headers': dict(request.headers.items())}), flush=True)
`;

const REQUESTS = 2_000;
const SEED = 'botocore';

interface Signed {
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs all of them with one process of Python. */
async function signedByBotocore(cases: readonly SigningCase[]): Promise<readonly Signed[]> {
  const child = spawn(program, ['-c', PROGRAM], { stdio: ['pipe', 'pipe', 'inherit'] });
  try {
    const lines = createInterface({ input: child.stdout });
    for (const { isSession, ...asked } of cases) {
      const key = isSession ? sessionKey : signingKey;
      child.stdin.write(`${JSON.stringify({ ...asked, ...key, region, host: HOST })}\n`);
    }
    child.stdin.end();
    const signed: Signed[] = [];
    const read = async () => {
      for await (const line of lines) signed.push(JSON.parse(line) as Signed);
    };
    await within(read(), 'botocore has signed', 60_000);
    return signed;
  } finally {
    child.kill('SIGKILL');
  }
}

describe('botocore', { skip }, () => {
  const cases = Array.from({ length: REQUESTS }, (_, number) => signingCase(new Random(SEED, number)));

  test(`signs ${REQUESTS} requests made by chance as we do, and nothing that differs from one is accepted`, async () => {
    const signed = await signedByBotocore(cases);
    assert.equal(signed.length, REQUESTS);
    const now = Date.now();
    for (const [number, asked] of cases.entries()) {
      const { target = '', headers = {} } = signed[number] ?? {};
      const request = received({ ...asked, target, headers: { Host: HOST, ...headers } });
      assert.equal(await judged(request, now), 'signed', `${SEED} ${number}: ${JSON.stringify(asked)} ${target}`);
      assert.equal(await judged(request, now, 'another secret'), 'InvalidSignatureException');
      for (const [what, other] of tampered(request)) {
        assert.match(await judged(other, now), /Exception$/, `${SEED} ${number}: ${what}`);
      }
    }
  });
});
