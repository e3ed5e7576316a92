/** Things with a certificate each, made the way an operator makes them. */
import {
  AttachPolicyCommand,
  AttachThingPrincipalCommand,
  CreateKeysAndCertificateCommand,
  CreatePolicyCommand,
  CreateThingCommand,
  type IoTClient,
  ResourceAlreadyExistsException,
} from '@aws-sdk/client-iot';

export interface Identity {
  readonly certificateArn: string;
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface Device extends Identity {
  readonly thingName: string;
  readonly thingArn: string;
}

const POLICY = 'everything';
let counter = 0;

/** A name that no other test of the run uses. */
export function uniqueName(prefix: string): string {
  counter += 1;
  return `${prefix}-${counter}`;
}

/** A thing with an active certificate that may do everything. */
export async function createDevice(iot: IoTClient, thingName = uniqueName('lamp')): Promise<Device> {
  const { thingArn = '' } = await iot.send(new CreateThingCommand({ thingName }));
  const identity = await createIdentity(iot);
  await iot.send(new AttachThingPrincipalCommand({ thingName, principal: identity.certificateArn }));
  return { ...identity, thingName, thingArn };
}

/** An active certificate that may do everything and belongs to no thing. */
export async function createIdentity(iot: IoTClient): Promise<Identity> {
  const created = await iot.send(new CreateKeysAndCertificateCommand({ setAsActive: true }));
  const { certificateArn = '', certificateId = '', certificatePem = '', keyPair } = created;
  await ensurePolicy(iot);
  await iot.send(new AttachPolicyCommand({ policyName: POLICY, target: certificateArn }));
  return { certificateArn, certificateId, certificatePem, privateKeyPem: keyPair?.PrivateKey ?? '' };
}

async function ensurePolicy(iot: IoTClient): Promise<void> {
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['iot:*', 'iotjobsdata:*'], Resource: '*' }],
  });
  await iot.send(new CreatePolicyCommand({ policyName: POLICY, policyDocument })).catch((error) => {
    if (!(error instanceof ResourceAlreadyExistsException)) throw error;
  });
}
