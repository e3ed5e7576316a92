/** The policies that the connections of this process use, read and compiled once for all of them. */
import { type CompiledStatement, compilePolicy } from '../../domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../domain/policy-language/policy-document.ts';
import type { Log } from '../../lib/log.ts';
import type { Queryable } from '../../store/database/database.ts';
import {
  type AttachedPolicy,
  findPoliciesInForce,
  type PolicyInForce,
} from '../../store/device-policy/device-permission.ts';

interface KnownPolicy {
  readonly versionId: number;
  readonly statements: readonly CompiledStatement[];
}

export class PoliciesInForce {
  readonly #database: Queryable;
  readonly #log: Log;
  readonly #known = new Map<string, KnownPolicy>();
  #revision = 0;
  /** How many changes of policies this process has seen. */
  #changes = 0;

  constructor(database: Queryable, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Grows whenever the statements of a policy change. */
  get revision(): number {
    return this.#revision;
  }

  /** The statements of those of these policies that have been read. */
  statementsOf(policyNames: readonly string[]): readonly CompiledStatement[] {
    return policyNames.flatMap((policyName) => this.#known.get(policyName)?.statements ?? []);
  }

  /** Reads the attached policies whose default version is not known yet. */
  async readNew(attached: readonly AttachedPolicy[]): Promise<void> {
    const isNew = ({ policyName, defaultVersionId }: AttachedPolicy) =>
      this.#known.get(policyName)?.versionId !== defaultVersionId;
    const names = new Set(attached.filter(isNew).map(({ policyName }) => policyName));
    if (names.size > 0) await this.#read([...names]);
  }

  /** Reads a changed policy again, if it is used. */
  async changed(policyName: string): Promise<void> {
    this.#changes += 1;
    if (this.#known.has(policyName)) await this.#read([policyName]);
  }

  /** Forgets all policies but those that are used. */
  keep(used: ReadonlySet<string>): void {
    for (const policyName of this.#known.keys()) if (!used.has(policyName)) this.#known.delete(policyName);
  }

  async #read(policyNames: readonly string[]): Promise<void> {
    for (let reads = 0; reads < MAXIMUM_READS; reads += 1) {
      const before = this.#changes;
      const policies = await findPoliciesInForce(this.#database, policyNames);
      // The answer may be older than a change that came meanwhile.
      if (before !== this.#changes && reads < MAXIMUM_READS - 1) continue;
      for (const policy of policies) this.#know(policy);
      return;
    }
  }

  #know(policy: PolicyInForce): void {
    if (this.#known.get(policy.policyName)?.versionId === policy.versionId) return;
    this.#known.set(policy.policyName, { versionId: policy.versionId, statements: this.#compile(policy) });
    this.#revision += 1;
  }

  #compile({ policyName, versionId, policyDocument }: PolicyInForce): readonly CompiledStatement[] {
    try {
      return compilePolicy(policyName, parsePolicyDocument(policyDocument, Number.POSITIVE_INFINITY));
    } catch (error) {
      // The policy could be read when it was stored. What it denies is not known now, so it denies everything.
      this.#log.error({ err: error, policyName, versionId }, 'A policy cannot be read; it denies everything.');
      return compilePolicy(policyName, parsePolicyDocument(DENIES_EVERYTHING, Number.POSITIVE_INFINITY));
    }
  }
}

const MAXIMUM_READS = 5;
const DENIES_EVERYTHING = '{"Statement":{"Sid":"unreadable","Effect":"Deny","Action":"*","Resource":"*"}}';
