/**
 * A holder of policies, and what these decide: one connection over MQTT, or one certificate with one thing over HTTPS.
 * Decisions are remembered until something changes, so most questions cost one look into a map.
 */
import type { Account } from '../../domain/arn.ts';
import type { ContextLookup } from '../../domain/policy-language/condition.ts';
import { type ConnectionFacts, connectionContext } from '../../domain/policy-language/connection-context.ts';
import { httpsRequest, type MqttAction, mqttRequest } from '../../domain/policy-language/device-request.ts';
import {
  type CompiledStatement,
  decideBy,
  evaluate,
  type PolicyDecision,
  statementsAbout,
} from '../../domain/policy-language/evaluate.ts';
import type { ConnectionThing } from '../../store/device-policy/device-permission.ts';
import type { PoliciesInForce } from './policies-in-force.ts';

/** The connection or caller whose permissions these are. */
export interface Holder {
  readonly certificateId: string;
  /** The certificate's ARN. */
  readonly principal: string;
  /** The client id; over HTTPS, the thing that the request is about. */
  readonly name: string;
  readonly facts: Pick<ConnectionFacts, 'certificateNames' | 'sourceIp' | 'connectAttributes'>;
}

/** What the store knows about a holder. */
export interface HeldPolicies {
  readonly thing: ConnectionThing | undefined;
  /** The certificate and the groups of the thing, by ARN. */
  readonly targets: readonly string[];
  /** The policies of all targets, each once. */
  readonly policyNames: readonly string[];
}

type RememberedAction = 'iot:Publish' | 'iot:RetainPublish' | 'iot:Subscribe' | 'iot:Receive';

/** How many decisions are remembered for each action of one connection. */
const REMEMBERED = 64;

export class PolicyHolder {
  readonly holder: Holder;
  /** Grows with each change that concerns the holder; whatever was read before is then read again. */
  generation = 0;
  /** The generation of the last read. */
  readGeneration = -1;
  readonly #account: Account;
  readonly #policies: PoliciesInForce;
  readonly #remembered: Readonly<Record<RememberedAction, Map<string, boolean>>> = {
    'iot:Publish': new Map(),
    'iot:RetainPublish': new Map(),
    'iot:Subscribe': new Map(),
    'iot:Receive': new Map(),
  };
  #held: HeldPolicies = { thing: undefined, targets: [], policyNames: [] };
  #statements: readonly CompiledStatement[] = [];
  /** The statements and the context that count for each action. */
  readonly #about = new Map<MqttAction, { statements: readonly CompiledStatement[]; context: ContextLookup }>();
  #revision = -1;

  constructor(holder: Holder, account: Account, policies: PoliciesInForce) {
    this.holder = holder;
    this.#account = account;
    this.#policies = policies;
  }

  get held(): HeldPolicies {
    return this.#held;
  }

  set held(held: HeldPolicies) {
    this.#held = held;
    // Makes the next question begin anew.
    this.#revision = -1;
  }

  /** Whether an action over MQTT is allowed; `refused` is told of each refusal that was not remembered. */
  isAllowed(action: RememberedAction, name: string, refused: (decision: PolicyDecision) => void): boolean {
    if (this.#revision !== this.#policies.revision) this.#begin();
    const remembered = this.#remembered[action];
    const known = remembered.get(name);
    if (known !== undefined) return known;
    const decision = this.decide(action, name);
    const isAllowed = decision.outcome === 'allow';
    if (!isAllowed) refused(decision);
    if (remembered.size >= REMEMBERED) remembered.clear();
    remembered.set(name, isAllowed);
    return isAllowed;
  }

  decide(action: MqttAction, name: string): PolicyDecision {
    if (this.#revision !== this.#policies.revision) this.#begin();
    let about = this.#about.get(action);
    if (about === undefined) {
      const context = connectionContext(this.#facts(action === 'iot:Connect'));
      about = { statements: statementsAbout(this.#statements, [action]), context };
      this.#about.set(action, about);
    }
    return decideBy(about.statements, mqttRequest(this.#account, action, name, about.context));
  }

  decideHttps(operation: string, sourceIp: string | undefined): PolicyDecision {
    if (this.#revision !== this.#policies.revision) this.#begin();
    const { certificateId, name, facts } = this.holder;
    const context = connectionContext({ certificateId, certificateNames: facts.certificateNames, sourceIp });
    return evaluate(this.#statements, httpsRequest(this.#account, operation, name, context));
  }

  #facts(isConnect: boolean): ConnectionFacts {
    const { certificateId, name, facts } = this.holder;
    const { certificateNames, sourceIp, connectAttributes } = facts;
    const thing = this.#held.thing ?? null;
    const connection = { certificateId, certificateNames, sourceIp, clientId: name, thing };
    return isConnect ? { ...connection, connectAttributes } : connection;
  }

  #begin(): void {
    this.#revision = this.#policies.revision;
    this.#statements = this.#policies.statementsOf(this.#held.policyNames);
    this.#about.clear();
    for (const remembered of Object.values(this.#remembered)) remembered.clear();
  }
}
