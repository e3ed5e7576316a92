/** Who the reference device is: a thing with a certificate of its own, made once and kept in a directory. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createKeysAndCertificate } from '../../contract/operations/certificate/create-keys-and-certificate.ts';
import { describeCertificate } from '../../contract/operations/certificate/describe-certificate.ts';
import { attachPolicy } from '../../contract/operations/device-policy/attach-policy.ts';
import { createPolicy } from '../../contract/operations/device-policy/create-policy.ts';
import { attachThingPrincipal } from '../../contract/operations/principal/attach-thing-principal.ts';
import { createThing } from '../../contract/operations/thing/create-thing.ts';
import { type Api, ApiFailure, unlessMissing } from '../api.ts';
import { CommandFailure } from '../command.ts';

export interface Identity {
  readonly thingName: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

const POLICY_NAME = 'musterd-device-run';
const THING = '${iot:Connection.Thing.ThingName}';
/** A device may connect under its own name and use the topics of its own jobs. */
const policyDocument = JSON.stringify({
  Version: '2012-10-17',
  Statement: [
    { Effect: 'Allow', Action: 'iot:Connect', Resource: `arn:aws:iot:*:*:client/${THING}` },
    {
      Effect: 'Allow',
      Action: ['iot:Publish', 'iot:Receive'],
      Resource: `arn:aws:iot:*:*:topic/$aws/things/${THING}/jobs/*`,
    },
    { Effect: 'Allow', Action: 'iot:Subscribe', Resource: `arn:aws:iot:*:*:topicfilter/$aws/things/${THING}/jobs/*` },
  ],
});

/** The identity that the directory keeps, or else a new one; the thing is made if it is not there. */
export async function ensureIdentity(api: Api, thingName: string, directory: string): Promise<Identity> {
  const files = {
    certificate: join(directory, `${fileName(thingName)}.certificate.pem`),
    key: join(directory, `${fileName(thingName)}.private.key`),
    id: join(directory, `${fileName(thingName)}.certificate-id`),
  };
  const kept = await Promise.all(Object.values(files).map((file) => readFile(file, 'utf8').catch(() => undefined)));
  const [certificatePem, privateKeyPem, certificateId] = kept;
  if (certificatePem !== undefined && privateKeyPem !== undefined && certificateId !== undefined) {
    // The files may be of another server than the one that is running now.
    const known = await unlessMissing(api.call(describeCertificate, { certificateId: certificateId.trim() }));
    if (known?.certificateDescription?.status === 'ACTIVE') return { thingName, certificatePem, privateKeyPem };
  }
  await unlessItExists(api.call(createThing, { thingName }));
  await unlessItExists(api.call(createPolicy, { policyName: POLICY_NAME, policyDocument }));
  const made = await api.call(createKeysAndCertificate, { setAsActive: true });
  const key = made.keyPair?.PrivateKey;
  if (made.certificateArn === undefined || made.certificatePem === undefined || key === undefined) {
    throw new CommandFailure('The server made a certificate and did not hand it out.');
  }
  await api.call(attachPolicy, { policyName: POLICY_NAME, target: made.certificateArn });
  await api.call(attachThingPrincipal, { thingName, principal: made.certificateArn });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await writeFile(files.key, key, { mode: 0o600 });
  await writeFile(files.certificate, made.certificatePem, { mode: 0o600 });
  await writeFile(files.id, `${made.certificateId}\n`, { mode: 0o600 });
  return { thingName, certificatePem: made.certificatePem, privateKeyPem: key };
}

/** Names of things may have colons, which not every file system likes. */
function fileName(thingName: string): string {
  return thingName.replaceAll(':', '%3A');
}

async function unlessItExists(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof ApiFailure && error.code === 'ResourceAlreadyExistsException')) throw error;
  }
}
