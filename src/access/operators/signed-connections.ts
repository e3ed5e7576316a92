/**
 * What clients with an access key may do over MQTT, by the policies of the key's owner
 * (docs/service/identity.md#clients-with-an-access-key). Keys and policies are looked at again every few seconds, for
 * as long as a connection lasts.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Account } from '../../domain/arn.ts';
import { callerKeys } from '../../domain/authorization/condition-keys.ts';
import type { ContextLookup } from '../../domain/policy-language/condition.ts';
import { type MqttAction, mqttRequest } from '../../domain/policy-language/device-request.ts';
import { type CompiledStatement, evaluate, type PolicyDecision } from '../../domain/policy-language/evaluate.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Log } from '../../lib/log.ts';
import type { Refusal } from '../device-policies/device-policies.ts';
import { isLoopbackAddress } from './authorize.ts';
import type { OperatorDirectory } from './operator-directory.ts';
import { isRoot, type Operator, type OperatorPrincipal } from './principal.ts';

export interface SignedConnectionsOptions {
  readonly account: Account;
  readonly directory: Pick<OperatorDirectory, 'find' | 'policiesOf'>;
  /** The wall clock. */
  readonly clock: Clock;
  /** True if root may only come from this machine. */
  readonly rootLoopbackOnly: boolean;
  readonly log: Log;
  /** The pause between the end of one check of everything and the beginning of the next. */
  readonly checkMs?: number;
}

/** A client that sends CONNECT. */
export interface SigningClient {
  readonly signer: { readonly accessKeyId: string; readonly principal: OperatorPrincipal; readonly isSecure: boolean };
  readonly clientId: string;
  readonly address: string | undefined;
  readonly will: { readonly topic: string; readonly retain: boolean } | undefined;
  readonly end: () => void;
  /** Called when the client tries in vain to publish or to subscribe. */
  readonly refused: (refusal: Refusal) => void;
}

/** What is held of a connection while it lasts. */
interface Held {
  readonly accessKeyId: string;
  readonly operator: Operator;
  readonly principalArn: string;
  readonly context: ContextLookup;
  readonly end: () => void;
  readonly refused: SigningClient['refused'];
  statements: readonly CompiledStatement[];
}

const CHECK_MS = 3_000;

const everything = {
  mayPublish: () => true,
  mayRetain: () => true,
  maySubscribe: () => true,
  mayReceive: () => true,
  close: () => undefined,
};

/** Creates the decider. It checks keys and policies again and again until it is stopped. */
export function signedConnections(options: SignedConnectionsOptions) {
  const { account, directory, log, checkMs = CHECK_MS } = options;
  const connections = new Set<Held>();
  const end = new AbortController();
  const checking = checkUntil(end.signal);

  async function checkUntil(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await wait(checkMs, undefined, { signal, ref: false }).catch(() => undefined);
      if (signal.aborted) return;
      await checkAll().catch((error: unknown) => log.warn({ err: error }, 'Access keys could not be read again.'));
    }
  }

  /** The directory remembers what it has read, so many connections with one key cost one look. */
  async function checkAll(): Promise<void> {
    for (const held of [...connections]) {
      const key = await directory.find(held.accessKeyId);
      const isAtItsEnd = key?.session !== undefined && key.session.expiresAt <= options.clock.now();
      if (key === undefined || isAtItsEnd) held.end();
      else held.statements = (await directory.policiesOf(held.operator)).statements;
    }
  }

  function decide({ context, operator, statements }: Held, action: MqttAction, name: string): PolicyDecision {
    const request = mqttRequest(account, action, name, context);
    const decision = evaluate(statements, request);
    const { sessionPolicy } = operator;
    if (decision.outcome !== 'allow' || sessionPolicy === undefined) return decision;
    return evaluate(sessionPolicy.statements, request);
  }

  /** The refusal; undefined if the action is allowed. */
  function refusalOf(held: Held, action: MqttAction, name: string): Refusal | undefined {
    const { outcome } = decide(held, action, name);
    if (outcome === 'allow') return undefined;
    const { resource } = mqttRequest(account, action, name, held.context);
    return { action, resource, reason: `${outcome} by the policies of ${held.principalArn}` };
  }

  function permissionsOf(held: Held) {
    const mayAsk = (action: MqttAction) => (name: string) => {
      const refusal = refusalOf(held, action, name);
      if (refusal !== undefined) held.refused(refusal);
      return refusal === undefined;
    };
    connections.add(held);
    return {
      mayPublish: mayAsk('iot:Publish'),
      mayRetain: mayAsk('iot:RetainPublish'),
      maySubscribe: mayAsk('iot:Subscribe'),
      mayReceive: (topic: string) => decide(held, 'iot:Receive', topic).outcome === 'allow',
      close: () => {
        connections.delete(held);
      },
    };
  }

  return {
    /** Decides about a CONNECT and its will. Root is allowed everything. */
    async admit({ address, clientId, end: endConnection, refused, signer, will }: SigningClient) {
      const { accessKeyId, principal } = signer;
      const { operator } = principal;
      if (isRoot(principal, account)) {
        const isLetIn = !options.rootLoopbackOnly || isLoopbackAddress(address);
        if (isLetIn) return { permissions: everything };
      }
      if (operator === undefined) {
        const { resource } = mqttRequest(account, 'iot:Connect', clientId, () => undefined);
        return { refusal: { action: 'iot:Connect', resource, reason: 'root may only come from this machine' } };
      }
      const { statements } = await directory.policiesOf(operator);
      const context = contextOf(options, operator, { address, ...signer });
      const { arn: principalArn } = principal;
      const held: Held = { accessKeyId, operator, principalArn, context, end: endConnection, refused, statements };
      const asked: readonly (readonly [MqttAction, string])[] = [
        ['iot:Connect', clientId],
        ...(will === undefined ? [] : [['iot:Publish', will.topic] as const]),
        ...(will?.retain === true ? [['iot:RetainPublish', will.topic] as const] : []),
      ];
      for (const [action, name] of asked) {
        const refusal = refusalOf(held, action, name);
        if (refusal !== undefined) return { refusal };
      }
      return { permissions: permissionsOf(held) };
    },

    /** Resolves when no check runs any more. */
    async stop(): Promise<void> {
      end.abort();
      await checking;
    },
  };
}

/** Makes the context of a connection. It asks for the time at each decision, since a connection lasts. */
function contextOf(
  { account, clock }: SignedConnectionsOptions,
  { kind, name, userId }: Operator,
  {
    address,
    isSecure,
    principal,
  }: { readonly address: string | undefined; readonly isSecure: boolean; readonly principal: OperatorPrincipal },
): ContextLookup {
  return (key) =>
    callerKeys({
      account,
      principalArn: principal.arn,
      principalType: kind === 'user' ? 'User' : 'AssumedRole',
      userName: kind === 'user' ? name : undefined,
      userId,
      sourceAddress: address,
      isSecure,
      now: clock.now(),
    })(key);
}
