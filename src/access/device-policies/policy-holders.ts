/**
 * Every holder of permissions in this process. Each follows changes: at once when an operation of this process reports
 * one, and within seconds when somebody else has made it (docs/service/identity.md#when-a-change-counts,
 * `decisions/0009-device-policies.md`).
 */
import { type Account, certificateArn, thingGroupArn } from '../../domain/arn.ts';
import type { PermissionSubject } from '../../domain/signal.ts';
import type { Log } from '../../lib/log.ts';
import type { Queryable } from '../../store/database/database.ts';
import { findConnectionThings, listAttachedPolicies } from '../../store/device-policy/device-permission.ts';
import { PoliciesInForce } from './policies-in-force.ts';
import { type HeldPolicies, type Holder, PolicyHolder } from './policy-holder.ts';

/** How many holders are read with one statement. */
const CHUNK = 500;
/** How often a holder is read that keeps changing meanwhile; after that it is left to the next check. */
const MAXIMUM_READS = 5;

export class PolicyHolders {
  readonly policies: PoliciesInForce;
  readonly #account: Account;
  readonly #database: Queryable;
  readonly #log: Log;
  readonly #all = new Set<PolicyHolder>();
  readonly #byCertificate = new Map<string, Set<PolicyHolder>>();
  /** By client id, since a thing of this name may become the holder's, and by the name of the holder's thing. */
  readonly #byName = new Map<string, Set<PolicyHolder>>();
  /** The holders that are being read for the first time: any change may concern them. */
  readonly #unread = new Set<PolicyHolder>();
  #readsUnderWay = 0;

  constructor(database: Queryable, account: Account, log: Log) {
    this.#database = database;
    this.#account = account;
    this.#log = log;
    this.policies = new PoliciesInForce(database, log);
  }

  /** Adds a holder; resolves when its policies are known. If they cannot be read, the holder is not added. */
  async add(holder: Omit<Holder, 'principal'>): Promise<PolicyHolder> {
    const principal = certificateArn(this.#account, holder.certificateId);
    const added = new PolicyHolder({ ...holder, principal }, this.#account, this.policies);
    // From here on a change finds the holder, even while it is read for the first time.
    this.#all.add(added);
    addTo(this.#byCertificate, holder.certificateId, added);
    addTo(this.#byName, holder.name, added);
    this.#unread.add(added);
    try {
      await this.#read([added]);
      return added;
    } catch (error) {
      this.remove(added);
      throw error;
    } finally {
      this.#unread.delete(added);
    }
  }

  remove(holder: PolicyHolder): void {
    this.#all.delete(holder);
    removeFrom(this.#byCertificate, holder.holder.certificateId, holder);
    removeFrom(this.#byName, holder.holder.name, holder);
    if (holder.held.thing !== undefined) removeFrom(this.#byName, holder.held.thing.thingName, holder);
  }

  /** Resolves when every decision from now on takes a committed change into account. */
  async changed(change: PermissionSubject): Promise<void> {
    try {
      if (change.kind === 'policy') await this.policies.changed(change.policyName);
      else await this.#readAgain(this.#concernedBy(change));
    } catch (error) {
      this.#log.error({ err: error, change }, 'Changed permissions could not be read; they are read again soon.');
    }
  }

  /** Reads everything again, in chunks with `pause` after each, and forgets what is not used any more. */
  async checkAll(pause: () => Promise<void>): Promise<void> {
    const holders = [...this.#all];
    for (let start = 0; start < holders.length; start += CHUNK) {
      await this.#read(holders.slice(start, start + CHUNK).filter((holder) => this.#all.has(holder)));
      await pause();
    }
    // A read under way may have found a policy that no holder has yet.
    if (this.#readsUnderWay > 0) return;
    const used = new Set<string>();
    for (const { held } of this.#all) for (const policyName of held.policyNames) used.add(policyName);
    this.policies.keep(used);
  }

  #concernedBy(change: Exclude<PermissionSubject, { kind: 'policy' }>): Iterable<PolicyHolder> {
    switch (change.kind) {
      case 'certificate':
        return this.#byCertificate.get(change.certificateId) ?? [];
      case 'thing':
        return [...(this.#byName.get(change.thingName) ?? []), ...this.#unread];
      case 'thing group': {
        const target = thingGroupArn(this.#account, change.thingGroupName);
        return [...[...this.#all].filter(({ held }) => held.targets.includes(target)), ...this.#unread];
      }
    }
  }

  async #readAgain(concerned: Iterable<PolicyHolder>): Promise<void> {
    const holders = [...new Set(concerned)];
    for (const holder of holders) holder.generation += 1;
    for (let start = 0; start < holders.length; start += CHUNK) await this.#read(holders.slice(start, start + CHUNK));
  }

  async #read(holders: readonly PolicyHolder[]): Promise<void> {
    this.#readsUnderWay += 1;
    try {
      await this.#readUntilCurrent(holders);
    } finally {
      this.#readsUnderWay -= 1;
    }
  }

  /** Reads holders, and reads those that change meanwhile once more. */
  async #readUntilCurrent(holders: readonly PolicyHolder[]): Promise<void> {
    let unread = holders;
    for (let reads = 0; reads < MAXIMUM_READS && unread.length > 0; reads += 1) {
      const generations = unread.map(({ generation }) => generation);
      const held = await this.#heldBy(unread);
      for (const [index, holder] of unread.entries()) {
        const policies = held[index];
        const generation = generations[index] ?? -1;
        // An older answer must not replace a newer one.
        if (policies === undefined || generation < holder.readGeneration) continue;
        holder.readGeneration = generation;
        if (!isSame(holder.held, policies)) this.#hold(holder, policies);
      }
      unread = unread.filter(({ generation, readGeneration }) => readGeneration < generation);
    }
  }

  #hold(holder: PolicyHolder, policies: HeldPolicies): void {
    const before = holder.held.thing?.thingName;
    const { name } = holder.holder;
    if (before !== undefined && before !== name) removeFrom(this.#byName, before, holder);
    holder.held = policies;
    if (policies.thing !== undefined && this.#all.has(holder)) addTo(this.#byName, policies.thing.thingName, holder);
  }

  async #heldBy(holders: readonly PolicyHolder[]): Promise<readonly HeldPolicies[]> {
    const subjects = holders.map(({ holder: { principal, name } }) => ({ principal, name }));
    const things = await findConnectionThings(this.#database, subjects);
    const targets = subjects.map(({ principal }, index) => [
      principal,
      ...(things[index]?.thingGroupNames ?? []).map((name) => thingGroupArn(this.#account, name)),
    ]);
    const attached = await listAttachedPolicies(this.#database, [...new Set(targets.flat())]);
    await this.policies.readNew(attached);
    const names = new Map<string, string[]>();
    for (const { target, policyName } of attached) names.set(target, [...(names.get(target) ?? []), policyName]);
    return targets.map((ofHolder, index) => ({
      thing: things[index],
      targets: ofHolder,
      policyNames: [...new Set(ofHolder.flatMap((target) => names.get(target) ?? []))],
    }));
  }
}

function isSame(one: HeldPolicies, other: HeldPolicies): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}

function addTo(map: Map<string, Set<PolicyHolder>>, key: string, holder: PolicyHolder): void {
  const present = map.get(key);
  if (present === undefined) map.set(key, new Set([holder]));
  else present.add(holder);
}

function removeFrom(map: Map<string, Set<PolicyHolder>>, key: string, holder: PolicyHolder): void {
  const present = map.get(key);
  present?.delete(holder);
  if (present?.size === 0) map.delete(key);
}
