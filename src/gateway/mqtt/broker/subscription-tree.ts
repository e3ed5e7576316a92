/**
 * All subscriptions of all sessions, arranged by the levels of their filters, so that the subscribers of a topic are
 * found in a few steps.
 */
import type { Session, Subscription } from './session.ts';
import { type Share, ShareGroup } from './share-group.ts';

interface Node {
  readonly children: Map<string, Node>;
  readonly subscriptions: Map<Session, Subscription>;
  /** Share groups by name; absent while there are none. */
  groups: Map<string, ShareGroup> | undefined;
}

/** Called with a subscription that matches, and with its group if it is chosen for the group. Returns true to stop. */
export type Visit = (subscription: Subscription, group: ShareGroup | undefined) => boolean;

const newNode = (): Node => ({ children: new Map(), subscriptions: new Map(), groups: undefined });

export class SubscriptionTree {
  readonly #root = newNode();

  /** Adds a subscription, replacing one of the same session with the same filter. */
  add(subscription: Subscription): void {
    const { session, share } = subscription;
    let node = this.#root;
    for (const level of levelsOf(subscription)) {
      let child = node.children.get(level);
      if (child === undefined) {
        child = newNode();
        node.children.set(level, child);
      }
      node = child;
    }
    if (share === undefined) node.subscriptions.set(session, subscription);
    else groupOf(node, share.name).add(subscription);
  }

  /** Removes a subscription, and the levels that are no longer needed. */
  remove(subscription: Subscription): void {
    const path: [Node, string][] = [];
    let node = this.#root;
    for (const level of levelsOf(subscription)) {
      const child = node.children.get(level);
      if (child === undefined) return;
      path.push([node, level]);
      node = child;
    }
    removeFrom(node, subscription);
    for (const [parent, level] of path.reverse()) {
      const child = parent.children.get(level);
      if (child === undefined || isNeeded(child)) return;
      parent.children.delete(level);
    }
  }

  /**
   * Calls `visit` for each subscription whose filter matches the topic, until it returns true; returns whether it did.
   * A session with overlapping subscriptions is visited for each of them; of a share group only the member whose turn
   * it is.
   */
  some(topic: string, visit: Visit): boolean {
    return someBelow(this.#root, topic.split('/'), 0, visit, topic.startsWith('$'));
  }

  /** The members that share a subscription. */
  groupOf({ filter, name }: Share): ShareGroup | undefined {
    let node: Node | undefined = this.#root;
    for (const level of filter.split('/')) node = node?.children.get(level);
    return node?.groups?.get(name);
  }

  /**
   * True if a subscription might match a topic that begins with `prefix` and goes on with one or two levels, the last
   * of which begins with `notify`. The answer may be true for too many filters, but never false for one that matches.
   */
  hearsNotifications(prefix: string): boolean {
    return hearsBelow(this.#root, prefix.split('/'), 0);
  }
}

/** Requests and replies have these first levels; a subscription to replies says nothing about notifications. */
const requestLevels: ReadonlySet<string> = new Set(['get', 'start-next', '$next']);
const isNotification = (level: string) => level === '+' || level === '#' || level.startsWith('notify');

function hearsBelow(node: Node, levels: readonly string[], depth: number): boolean {
  const level = levels[depth];
  if (level === undefined) {
    for (const [child, { children }] of node.children) {
      if (isNotification(child)) return true;
      if (requestLevels.has(child)) continue;
      for (const grandchild of children.keys()) if (isNotification(grandchild)) return true;
    }
    return false;
  }
  const exact = node.children.get(level);
  if (exact !== undefined && hearsBelow(exact, levels, depth + 1)) return true;
  // A filter that starts with a wildcard never matches a topic that starts with `$`.
  if (depth === 0) return false;
  if (node.children.has('#')) return true;
  const anyLevel = node.children.get('+');
  return anyLevel !== undefined && hearsBelow(anyLevel, levels, depth + 1);
}

function someBelow(node: Node, levels: readonly string[], depth: number, visit: Visit, exactOnly: boolean): boolean {
  const level = levels[depth];
  // Here `a/#` does not match `a`, so `#` is tried only while levels are left
  // (docs/service/gateway.md#publish-and-subscribe).
  if (level === undefined) return someOf(node, visit);
  const exact = node.children.get(level);
  if (exact !== undefined && someBelow(exact, levels, depth + 1, visit, false)) return true;
  if (exactOnly) return false;
  const anyLevel = node.children.get('+');
  if (anyLevel !== undefined && someBelow(anyLevel, levels, depth + 1, visit, false)) return true;
  const anyRest = node.children.get('#');
  return anyRest !== undefined && someOf(anyRest, visit);
}

function someOf(node: Node, visit: Visit): boolean {
  for (const subscription of node.subscriptions.values()) if (visit(subscription, undefined)) return true;
  if (node.groups === undefined) return false;
  for (const group of node.groups.values()) {
    const member = group.next();
    if (member !== undefined && visit(member, group)) return true;
  }
  return false;
}

function levelsOf({ filter, share }: Subscription): string[] {
  return (share?.filter ?? filter).split('/');
}

function groupOf(node: Node, name: string): ShareGroup {
  node.groups ??= new Map();
  let group = node.groups.get(name);
  if (group === undefined) {
    group = new ShareGroup();
    node.groups.set(name, group);
  }
  return group;
}

function removeFrom(node: Node, { session, share }: Subscription): void {
  if (share === undefined) {
    node.subscriptions.delete(session);
    return;
  }
  const group = node.groups?.get(share.name);
  group?.remove(session);
  if (group?.isEmpty) node.groups?.delete(share.name);
  if (node.groups?.size === 0) node.groups = undefined;
}

function isNeeded(node: Node): boolean {
  return node.children.size > 0 || node.subscriptions.size > 0 || node.groups !== undefined;
}
