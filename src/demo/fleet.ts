/**
 * The simulated devices of `--demo`. They are ordinary things, made through the public operations, with their own
 * certificates, which are kept in the data directory so that a restart finds them again.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ServiceError } from '../contract/errors.ts';
import type { InputOf, OutputOf } from '../contract/operation.ts';
import type { ControlPlaneOperations } from '../contract/operations/index.ts';
import type { Log } from '../lib/log.ts';
import { type DeviceConnection, type DeviceIdentity, type SimulatedDevice, startDevice } from './device.ts';

/** Calls an operation of the control plane by its name. */
export type CallOperation = <K extends keyof ControlPlaneOperations>(
  name: K,
  input: InputOf<ControlPlaneOperations[K]>,
) => Promise<OutputOf<ControlPlaneOperations[K]>>;

export interface FleetOptions {
  readonly devices: number;
  /** Where the certificates of the devices are kept. */
  readonly directory: string;
  readonly connection: DeviceConnection;
  readonly call: CallOperation;
  readonly log: Log;
}

/** One group, so that a job for all of them needs one target. */
const GROUP_NAME = 'demo';
const POLICY_NAME = 'demo-devices';
const POLICY_DOCUMENT = JSON.stringify({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action: 'iot:*', Resource: '*' }],
});
/** Making keys is slow, and nobody waits for the last device. */
const PREPARED_AT_ONCE = 2;

/** Starts to prepare and connect the devices, and returns at once. */
export function startFleet(options: FleetOptions): { stop(): Promise<void> } {
  const devices: SimulatedDevice[] = [];
  let stopped = false;
  const names = Array.from({ length: options.devices }, (_, index) => `demo-${String(index + 1).padStart(4, '0')}`);
  const queue = names[Symbol.iterator]();

  async function prepareDevices(): Promise<void> {
    for (const thingName of queue) {
      if (stopped) return;
      const identity = await prepare(options, thingName);
      if (stopped) return;
      const onProblem = (error: Error) =>
        options.log.debug({ thingName, err: error }, 'a simulated device has a problem');
      devices.push(startDevice(identity, options.connection, onProblem));
    }
  }

  const ready = (async () => {
    await mkdir(options.directory, { recursive: true, mode: 0o700 });
    await unlessItExists(options.call('CreateThingGroup', { thingGroupName: GROUP_NAME }));
    await unlessItExists(options.call('CreatePolicy', { policyName: POLICY_NAME, policyDocument: POLICY_DOCUMENT }));
    await Promise.all(Array.from({ length: PREPARED_AT_ONCE }, prepareDevices));
    if (!stopped) options.log.info({ devices: devices.length }, 'the simulated devices are connecting');
  })().catch((error) => options.log.error({ err: error }, 'the simulated devices could not be prepared'));

  return {
    async stop() {
      stopped = true;
      await ready;
      await Promise.all(devices.map((device) => device.stop()));
    },
  };
}

/** Makes the thing and its certificate, or finds them again. */
async function prepare({ call, directory }: FleetOptions, thingName: string): Promise<DeviceIdentity> {
  await unlessItExists(call('CreateThing', { thingName }));
  await call('AddThingToThingGroup', { thingName, thingGroupName: GROUP_NAME });
  const file = join(directory, `${thingName}.json`);
  const kept = await readKept(file);
  if (kept !== undefined && (await isRegistered(call, kept.certificateId))) return { thingName, ...kept };
  const { certificateArn, certificateId, certificatePem, keyPair } = await call('CreateKeysAndCertificate', {
    setAsActive: true,
  });
  const privateKeyPem = keyPair?.PrivateKey;
  if (
    certificateArn === undefined ||
    certificateId === undefined ||
    certificatePem === undefined ||
    privateKeyPem === undefined
  ) {
    throw new Error('CreateKeysAndCertificate answered without a certificate.');
  }
  await call('AttachPolicy', { policyName: POLICY_NAME, target: certificateArn });
  await call('AttachThingPrincipal', { thingName, principal: certificateArn });
  await writeFile(file, JSON.stringify({ certificateId, certificatePem, privateKeyPem }), { mode: 0o600 });
  return { thingName, certificatePem, privateKeyPem };
}

interface KeptIdentity {
  readonly certificateId: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

/** The identity that an earlier run kept; undefined if there is none or the file is incomplete. */
async function readKept(file: string): Promise<KeptIdentity | undefined> {
  try {
    // Written by an earlier run, whole.
    return JSON.parse(await readFile(file, 'utf8')) as KeptIdentity;
  } catch {
    return undefined;
  }
}

/** The kept certificates may belong to another database than the one in use. */
async function isRegistered(call: CallOperation, certificateId: string): Promise<boolean> {
  try {
    const { certificateDescription } = await call('DescribeCertificate', { certificateId });
    return certificateDescription?.status === 'ACTIVE';
  } catch (error) {
    if (error instanceof ServiceError && error.name === 'ResourceNotFoundException') return false;
    throw error;
  }
}

async function unlessItExists(creation: Promise<unknown>): Promise<void> {
  try {
    await creation;
  } catch (error) {
    if (!(error instanceof ServiceError && error.name === 'ResourceAlreadyExistsException')) throw error;
  }
}
