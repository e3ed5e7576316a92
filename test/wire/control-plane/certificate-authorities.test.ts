/** Certificate authorities through `@aws-sdk/client-iot`, and a device that is registered because it shows up. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  AttachPolicyCommand,
  CreatePolicyCommand,
  DeleteCACertificateCommand,
  DescribeCACertificateCommand,
  DescribeCertificateCommand,
  GetRegistrationCodeCommand,
  paginateListCACertificates,
  paginateListCertificatesByCA,
  RegisterCACertificateCommand,
  RegisterCertificateCommand,
  RegistrationCodeValidationException,
  ResourceNotFoundException,
  UpdateCACertificateCommand,
  UpdateCertificateCommand,
} from '@aws-sdk/client-iot';
import { caCertificateOperations } from '../../../src/contract/operations/ca-certificate/index.ts';
import { foreignAuthority } from '../../support/certificates.ts';
import { createIdentity, uniqueName } from '../support/device.ts';
import { arnOf, assertAllAsked, recordingClient, refusal } from '../support/iot-client.ts';
import { connectMqtt } from '../support/mqtt-client.ts';
import { wireServer } from '../support/server.ts';

const server = await wireServer();
const client = recordingClient(server);
const { iot } = client;

test('a device of a registered authority shows up, is activated and comes back', async (t) => {
  const authority = await foreignAuthority(uniqueName('authority'));
  const caCertificate = authority.certificatePem;
  const { registrationCode = '' } = await iot.send(new GetRegistrationCodeCommand());
  const register = async (commonName: string) =>
    iot.send(
      new RegisterCACertificateCommand({
        caCertificate,
        verificationCertificate: (await authority.issue(commonName)).certificatePem,
        setAsActive: true,
        allowAutoRegistration: true,
      }),
    );
  await refusal(register('another'), RegistrationCodeValidationException);
  const { certificateArn, certificateId: caCertificateId = '' } = await register(registrationCode);
  assert.equal(certificateArn, arnOf(server, 'cacert', caCertificateId));

  const watcher = await connectMqtt(t, server, await createIdentity(iot), 5);
  const topic = `$aws/events/certificates/registered/${caCertificateId}`;
  await watcher.subscribe(topic);
  const device = await authority.issue('lamp');
  const identity = { ...device, certificateArn: '', certificateId: '' };
  await assert.rejects(connectMqtt(t, server, identity, 5));
  const { certificateId, certificateStatus } = await watcher.take(topic);
  assert.equal(certificateStatus, 'PENDING_ACTIVATION');

  const registered = { certificateId: String(certificateId) };
  const { certificateDescription } = await iot.send(new DescribeCertificateCommand(registered));
  assert.equal(certificateDescription?.caCertificateId, caCertificateId);
  await iot.send(new UpdateCertificateCommand({ ...registered, newStatus: 'ACTIVE' }));
  const policyName = uniqueName('policy');
  const policyDocument = JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
  });
  await iot.send(new CreatePolicyCommand({ policyName, policyDocument }));
  const target = certificateDescription?.certificateArn;
  await iot.send(new AttachPolicyCommand({ policyName, target }));
  await (await connectMqtt(t, server, identity, 5)).end();
});

test('one registered authority takes the place of another, and no device of either is interrupted', async (t) => {
  const { registrationCode = '' } = await iot.send(new GetRegistrationCodeCommand());
  const register = async () => {
    const authority = await foreignAuthority(uniqueName('authority'));
    const { certificatePem: verificationCertificate } = await authority.issue(registrationCode);
    const input = { caCertificate: authority.certificatePem, verificationCertificate };
    const more = { setAsActive: true, allowAutoRegistration: true };
    const { certificateId = '' } = await iot.send(new RegisterCACertificateCommand({ ...input, ...more }));
    return { authority, certificateId };
  };
  const policyName = uniqueName('policy');
  const statement = { Effect: 'Allow', Action: 'iot:*', Resource: '*' };
  await iot.send(new CreatePolicyCommand({ policyName, policyDocument: JSON.stringify({ Statement: statement }) }));
  const watcher = await connectMqtt(t, server, await createIdentity(iot), 5);
  /** Shows up, is registered by that and activated. */
  const comeIn = async ({ authority, certificateId: caId }: Awaited<ReturnType<typeof register>>) => {
    const topic = `$aws/events/certificates/registered/${caId}`;
    await watcher.subscribe(topic);
    const identity = { ...(await authority.issue('lamp')), certificateArn: '', certificateId: '' };
    await assert.rejects(connectMqtt(t, server, identity, 5));
    const certificateId = String((await watcher.take(topic))['certificateId']);
    await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'ACTIVE' }));
    await iot.send(new AttachPolicyCommand({ policyName, target: arnOf(server, 'cert', certificateId) }));
    return identity;
  };

  const first = await register();
  const old = await comeIn(first);
  const connected = await connectMqtt(t, server, old, 5);
  const second = await register();
  const young = await comeIn(second);
  // Both are trusted while devices are moved over.
  const late = await comeIn(first);
  await iot.send(
    new UpdateCACertificateCommand({
      certificateId: first.certificateId,
      newStatus: 'INACTIVE',
      newAutoRegistrationStatus: 'DISABLE',
    }),
  );
  const tooLate = { ...(await first.authority.issue('lamp')), certificateArn: '', certificateId: '' };
  await assert.rejects(connectMqtt(t, server, tooLate, 5));
  for (const identity of [old, late, young]) await (await connectMqtt(t, server, identity, 5)).end();
  await iot.send(new DeleteCACertificateCommand({ certificateId: first.certificateId }));
  for (const identity of [old, young, await comeIn(second)]) await (await connectMqtt(t, server, identity, 5)).end();

  const topic = uniqueName('topic');
  await connected.subscribe(topic);
  await connected.publish(topic, { still: 'here' });
  assert.deepEqual(await connected.take(topic), { still: 'here' });
});

test('an authority is listed with what it has issued, switched off and deleted', async () => {
  const authority = await foreignAuthority(uniqueName('authority'));
  const input = { caCertificate: authority.certificatePem, certificateMode: 'SNI_ONLY', setAsActive: true } as const;
  const { certificateId = '' } = await iot.send(new RegisterCACertificateCommand(input));
  const { certificatePem } = await authority.issue('lamp');
  const issued = await iot.send(new RegisterCertificateCommand({ certificatePem, status: 'ACTIVE' }));
  const found: (string | undefined)[] = [];
  const byAuthority = paginateListCertificatesByCA({ client: iot }, { caCertificateId: certificateId });
  for await (const { certificates = [] } of byAuthority) found.push(...certificates.map((item) => item.certificateId));
  assert.deepEqual(found, [issued.certificateId]);
  const all: (string | undefined)[] = [];
  for await (const { certificates = [] } of paginateListCACertificates({ client: iot, pageSize: 1 }, {})) {
    all.push(...certificates.map((item) => item.certificateId));
  }
  assert.ok(all.includes(certificateId));
  const registrationConfig = { templateName: 'fleet' };
  await iot.send(new UpdateCACertificateCommand({ certificateId, newStatus: 'INACTIVE', registrationConfig }));
  const described = await iot.send(new DescribeCACertificateCommand({ certificateId }));
  assert.equal(described.certificateDescription?.status, 'INACTIVE');
  assert.deepEqual(described.registrationConfig, registrationConfig);
  await iot.send(new DeleteCACertificateCommand({ certificateId }));
  await refusal(iot.send(new DescribeCACertificateCommand({ certificateId })), ResourceNotFoundException);
});

test('every operation on authorities was asked for', () => assertAllAsked(client, caCertificateOperations));
