/** Root and the operators: whose keys are accepted, what their policies allow, and what is written down about them. */

import { type AuditTrail, auditTrail, type RefusedClient } from '../access/audit/trail.ts';
import { operatorAuthorization } from '../access/operators/authorize.ts';
import { everythingPermitted } from '../access/operators/caller-permissions.ts';
import { type OperatorDirectory, operatorDirectory } from '../access/operators/operator-directory.ts';
import { rootPrincipal } from '../access/operators/principal.ts';
import { signedConnections } from '../access/operators/signed-connections.ts';
import { type Account, arn, certificateArn } from '../domain/arn.ts';
import type { SignalSource } from '../domain/signal.ts';
import type { ClientRefusal, SignerPermissions } from '../gateway/device-permissions.ts';
import type { Authorize, Stations } from '../gateway/http/journey.ts';
import { type FailedSignIns, failedSignIns } from '../gateway/http/signature/failed-sign-ins.ts';
import type { AccessKeys } from '../gateway/http/signature/verify-signature.ts';
import { certificateIdOf } from '../lib/certificate.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import { type Seal, sealWith } from '../lib/seal.ts';
import type { OperationContext } from '../operations/context.ts';
import { deleteExpiredAccessKeys } from '../store/operator/access-key.ts';
import type { Lifetime } from './lifetime.ts';
import type { Resources } from './resources.ts';
import type { RootCredentials } from './root-credentials.ts';
import type { Settings } from './settings/table.ts';

export interface Operators {
  readonly accessKeys: AccessKeys;
  readonly authorize: Authorize;
  readonly audit: AuditTrail<OperationContext>;
  readonly nameOf: Stations['nameOf'];
  readonly failedSignIns: FailedSignIns;
  readonly directory: OperatorDirectory;
  readonly seal: Seal;
  /** What they may do over MQTT. */
  readonly signerPermissions: SignerPermissions;
  /** Writes down what clients are refused over MQTT. */
  readonly recordRefusal: (refusal: ClientRefusal) => void;
}

const KEPT_AFTER_END_MS = 24 * 60 * 60 * 1_000;
const KEEPING_EVERY_MS = 60_000;
const FORGOTTEN_AT_A_TIME = 1_000;

/** `wallClock` is the machine's: signatures, keys and entries know no other. */
export function openOperators(
  settings: Settings,
  log: Log,
  lifetime: Lifetime,
  { credentials, masterKey }: Pick<Resources, 'credentials' | 'masterKey'>,
  context: OperationContext,
  signals: SignalSource,
  wallClock: Clock,
): Operators {
  const { database } = context;
  const { account } = context.settings;
  const seal = sealWith(masterKey);
  const directory = operatorDirectory({ database, account, seal, clock: wallClock });
  signals.on('operators changed', () => directory.forget());
  const audit = auditTrail({
    context,
    account,
    clock: wallClock,
    mode: settings.audit,
    keptDays: settings.auditRetentionDays,
    mostEntries: settings.auditEntries ?? undefined,
    onLoss: (entries, reason) => log.error({ entries, reason }, 'entries of the audit log were lost'),
  });
  lifetime.add('audit log', keep(directory, audit, context, wallClock, log));
  const authorizeOperator = operatorAuthorization({
    account,
    database,
    directory,
    clock: wallClock,
    strictIam: settings.strictIam,
    rootLoopbackOnly: settings.rootLoopbackOnly,
  });
  const { rootLoopbackOnly } = settings;
  const signerPermissions = signedConnections({ account, directory, clock: wallClock, rootLoopbackOnly, log });
  lifetime.add('connections of operators', () => signerPermissions.stop());
  return {
    signerPermissions,
    accessKeys: withRoot(directory, context, credentials),
    async authorize({ caller, input, isSecure, operation, plane, sourceAddress }) {
      if (caller.kind !== 'access-key') return everythingPermitted;
      return authorizeOperator(caller.principal, { plane, operation, input }, { sourceAddress, isSecure });
    },
    audit,
    recordRefusal: (refusal) => audit.refused(refusedClient(refusal, account)),
    nameOf(caller) {
      if (caller.kind === 'access-key') return caller.principal.arn;
      return caller.kind === 'certificate' ? certificateArn(account, caller.certificateId) : undefined;
    },
    failedSignIns: failedSignIns(wallClock, settings.failedSignInsPerMinute ?? undefined),
    directory,
    seal,
  };
}

/** What is written down of a refusal. An unregistered certificate proves nobody's identity, but its id helps to find it. */
function refusedClient({ clientId, peer, refusal }: ClientRefusal, account: Account): RefusedClient {
  const { address: sourceAddress, certificate, certificateId, signer } = peer;
  const client = { accessKeyId: signer?.accessKeyId, clientId, sourceAddress };
  if (refusal !== undefined) {
    const principal = signer?.principal.arn ?? (certificateId && certificateArn(account, certificateId));
    return { ...client, ...refusal, principal, result: 'ForbiddenException' };
  }
  const reason =
    certificate === undefined
      ? 'no client certificate'
      : `the certificate ${certificateIdOf(certificate.raw)} is not registered, not active, or not within its dates`;
  return {
    ...client,
    principal: undefined,
    action: 'iot:Connect',
    resource: arn(account, `client/${clientId}`),
    reason,
    result: 'CertificateValidationException',
  };
}

/** Root's key is in no database: it works when everything else is lost. */
function withRoot(directory: OperatorDirectory, context: OperationContext, root: RootCredentials): AccessKeys {
  const rootKey = { secretAccessKey: root.secretAccessKey, principal: rootPrincipal(context.settings.account) };
  return {
    find: async (id) => (id === root.accessKeyId ? rootKey : directory.find(id)),
    async reread(id) {
      // The store is asked for root's key too, so that its refusals take as long as all others.
      const found = await directory.reread(id);
      return id === root.accessKeyId ? rootKey : found;
    },
  };
}

/** Writes what was put off and forgets what is old, every minute. Gives what ends it, when all is written. */
function keep(
  directory: OperatorDirectory,
  audit: AuditTrail<OperationContext>,
  { database }: OperationContext,
  wallClock: Clock,
  log: Log,
) {
  let running = Promise.resolve();
  const round = async () => {
    await directory.writeUses();
    await deleteExpiredAccessKeys(database, wallClock.now() - KEPT_AFTER_END_MS, FORGOTTEN_AT_A_TIME);
    await audit.forgetOld();
  };
  const timer = setInterval(() => {
    running = running.then(round).catch((error: unknown) => {
      log.error({ err: error }, 'the audit log could not be tidied up; it is tried again');
    });
  }, KEEPING_EVERY_MS);
  return async () => {
    clearInterval(timer);
    await running;
    await directory.writeUses().catch((error: unknown) => log.warn({ err: error }, 'last uses of keys were lost'));
    await audit.end();
  };
}
