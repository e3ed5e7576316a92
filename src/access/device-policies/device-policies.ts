/**
 * Answers the gateways' question what a device may do, by the policies of its certificate and of the groups of its
 * thing (docs/service/identity.md#which-policies-count).
 */
import type { X509Certificate } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Account, arn } from '../../domain/arn.ts';
import type { MqttAction } from '../../domain/policy-language/device-request.ts';
import type { PolicyDecision } from '../../domain/policy-language/evaluate.ts';
import type { PermissionSubject } from '../../domain/signal.ts';
import { type CertificateNames, readCertificateNames } from '../../lib/certificate-names.ts';
import type { Log } from '../../lib/log.ts';
import type { Queryable } from '../../store/database/database.ts';
import { HttpsHolders } from './https-holders.ts';
import type { PolicyHolder } from './policy-holder.ts';
import { PolicyHolders } from './policy-holders.ts';
import { hintOf, reasonOf } from './reason.ts';

export interface DevicePoliciesOptions {
  readonly database: Queryable;
  readonly account: Account;
  readonly log: Log;
  /** The pause between the end of one check of everything and the beginning of the next. */
  readonly checkMs?: number;
}

/** A client that sends CONNECT. */
export interface ConnectingDevice {
  readonly certificateId: string;
  readonly certificate: X509Certificate | undefined;
  readonly clientId: string;
  readonly address: string | undefined;
  readonly isPersistent: boolean;
  readonly will: { readonly topic: string; readonly retain: boolean } | undefined;
  /**
   * Called when the client tries in vain to publish or to subscribe, but not again while that refusal is remembered.
   */
  readonly refused: (refusal: Refusal) => void;
}

/** A device that calls the device API with a certificate. */
export interface CallingDevice {
  readonly certificateId: string;
  readonly certificate: X509Certificate;
  readonly address: string | undefined;
}

export interface Refusal {
  readonly action: string;
  readonly resource: string;
  readonly reason: string;
  readonly hint?: string;
}

const CHECK_MS = 3_000;
/** The pause between two chunks of a check; it leaves the database to others. */
const PAUSE_MS = 100;
/** Further refusals of one connection are not worth a line in the log. */
const LOGGED_REFUSALS = 10;

/** Creates the decider. It checks everything again and again until it is stopped. */
export function createDevicePolicies({ database, account, log, checkMs = CHECK_MS }: DevicePoliciesOptions) {
  const holders = new PolicyHolders(database, account, log);
  const https = new HttpsHolders(holders);
  const end = new AbortController();
  const checking = checkUntil(end.signal);

  async function checkUntil(signal: AbortSignal): Promise<void> {
    const pause = (milliseconds: number) =>
      wait(milliseconds, undefined, { signal, ref: false }).catch(() => undefined);
    while (!signal.aborted) {
      await pause(checkMs);
      if (signal.aborted) return;
      await holders
        .checkAll(() => pause(PAUSE_MS))
        .catch((error: unknown) => log.warn({ err: error }, 'The policies of devices could not be read again.'));
    }
  }

  return {
    /** Decides about a CONNECT and its will. */
    async admit(device: ConnectingDevice) {
      const { certificateId, certificate, clientId, address } = device;
      const holder = await holders.add({
        certificateId,
        name: clientId,
        facts: {
          certificateNames: namesOf(certificate),
          sourceIp: address,
          connectAttributes: connectAttributesOf(device),
        },
      });
      const refusal = refusalOfConnect(account, holder, device);
      if (refusal === undefined)
        return { permissions: permissionsOf(holders, holder, { account, log, tell: device.refused }) };
      holders.remove(holder);
      return { refusal };
    },

    /** Why a certificate may not call an operation of the device API for a thing; undefined if it may. */
    async refusalOfCall(device: CallingDevice, operation: string, thingName: string): Promise<Refusal | undefined> {
      const { certificateId, certificate, address } = device;
      const facts = { certificateNames: namesOf(certificate), sourceIp: undefined, connectAttributes: undefined };
      const holder = await https.find({ certificateId, name: thingName, facts });
      const decision = holder.decideHttps(operation, address);
      if (decision.outcome === 'allow') return undefined;
      const resource = arn(account, `thing/${thingName}`);
      return { action: `iotjobsdata:${operation}`, resource, reason: reasonOf(decision, holder.held) };
    },

    /** Follows a committed change; resolves when every decision takes it into account. */
    changed: (change: PermissionSubject) => holders.changed(change),

    /** Resolves when no check runs any more. */
    async stop(): Promise<void> {
      end.abort();
      await checking;
    },
  };
}

function connectAttributesOf({ isPersistent, will }: ConnectingDevice): readonly string[] {
  return [...(isPersistent ? ['PersistentConnect'] : []), ...(will === undefined ? [] : ['LastWill'])];
}

/** Returns the names in a certificate. They are read at most once, and only if a policy asks for one. */
function namesOf(certificate: X509Certificate | undefined): () => CertificateNames | undefined {
  let names: CertificateNames | undefined;
  return () => {
    names ??= certificate === undefined ? undefined : readCertificateNames(certificate.raw);
    return names;
  };
}

function refusalOfConnect(account: Account, holder: PolicyHolder, device: ConnectingDevice): Refusal | undefined {
  const { clientId, will } = device;
  const connect = holder.decide('iot:Connect', clientId);
  if (connect.outcome !== 'allow') {
    const hint = hintOf(connect, holder.held, clientId);
    const refusal = refusalOf(account, holder, 'iot:Connect', `client/${clientId}`, connect);
    return hint === undefined ? refusal : { ...refusal, hint };
  }
  if (will === undefined) return undefined;
  const actions = will.retain ? (['iot:Publish', 'iot:RetainPublish'] as const) : (['iot:Publish'] as const);
  for (const action of actions) {
    const decision = holder.decide(action, will.topic);
    if (decision.outcome !== 'allow') return refusalOf(account, holder, action, `topic/${will.topic}`, decision);
  }
  return undefined;
}

function refusalOf(
  account: Account,
  { held }: PolicyHolder,
  action: MqttAction,
  resource: string,
  decision: PolicyDecision,
): Refusal {
  return { action, resource: arn(account, resource), reason: reasonOf(decision, held) };
}

interface Telling {
  readonly account: Account;
  readonly log: Log;
  readonly tell: ConnectingDevice['refused'];
}

function permissionsOf(holders: PolicyHolders, holder: PolicyHolder, { account, log, tell }: Telling) {
  const { certificateId, name: clientId } = holder.holder;
  let logged = 0;
  const refused = (action: MqttAction, resource: string) => (decision: PolicyDecision) => {
    const isAsked = action !== 'iot:Receive';
    const level = logged < LOGGED_REFUSALS && isAsked ? 'info' : 'debug';
    if (level === 'info') logged += 1;
    const refusal = refusalOf(account, holder, action, resource, decision);
    log[level]({ certificateId, clientId, ...refusal }, 'A device was refused something.');
    if (isAsked) tell(refusal);
  };
  return {
    mayPublish: (topic: string) => holder.isAllowed('iot:Publish', topic, refused('iot:Publish', `topic/${topic}`)),
    mayRetain: (topic: string) =>
      holder.isAllowed('iot:RetainPublish', topic, refused('iot:RetainPublish', `topic/${topic}`)),
    maySubscribe: (filter: string) =>
      holder.isAllowed('iot:Subscribe', filter, refused('iot:Subscribe', `topicfilter/${filter}`)),
    mayReceive: (topic: string) => holder.isAllowed('iot:Receive', topic, refused('iot:Receive', `topic/${topic}`)),
    close: () => holders.remove(holder),
  };
}
