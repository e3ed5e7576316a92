/**
 * The sessions that wait for their clients, limited in number. Each owner has its share
 * (docs/service/gateway.md#shares-of-an-owner).
 */
import { type Share, type SharedLimit, sharedLimit } from '../../../lib/shared-limit.ts';
import type { Will } from './broker.ts';
import type { Session } from './session.ts';

export interface Absence {
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
  will: Will | undefined;
  readonly willDueAt: number;
}

export interface AbsenceLimits {
  readonly offlineSessions: number;
  readonly offlineSessionsPerOwner: number;
}

interface Place {
  readonly absence: Absence;
  readonly owner: string;
  readonly share: Share;
}

export class Absences {
  readonly #limit: SharedLimit;
  readonly #perOwner: number;
  readonly #places = new Map<Session, Place>();
  /** The sessions of each owner; the one that has been away longest comes first. */
  readonly #owners = new Map<string, Set<Session>>();

  constructor({ offlineSessions, offlineSessionsPerOwner }: AbsenceLimits) {
    this.#limit = sharedLimit({ each: offlineSessionsPerOwner, all: offlineSessions });
    this.#perOwner = offlineSessionsPerOwner;
  }

  /** Notes that a session is without its client from now on. Returns false if there is no room for it. */
  add(session: Session, absence: Absence): boolean {
    const { owner } = session;
    const share = this.#limit.take(owner);
    if (share === undefined) return false;
    this.#places.set(session, { absence, owner, share });
    const sessions = this.#owners.get(owner);
    if (sessions === undefined) this.#owners.set(owner, new Set([session]));
    else sessions.add(session);
    return true;
  }

  get(session: Session): Absence | undefined {
    return this.#places.get(session)?.absence;
  }

  delete(session: Session): void {
    const place = this.#places.get(session);
    if (place === undefined) return;
    this.#places.delete(session);
    place.share.release();
    const sessions = this.#owners.get(place.owner);
    sessions?.delete(session);
    if (sessions?.size === 0) this.#owners.delete(place.owner);
  }

  /** The session of an owner that has been away longest. */
  longestOf(owner: string): Session | undefined {
    const [longest] = this.#owners.get(owner) ?? [];
    return longest;
  }

  /** Whose limit is in the way of one more. */
  whyFull(owner: string): 'sessionOfOwner' | 'sessionOfAll' {
    return this.#limit.heldBy(owner) >= this.#perOwner ? 'sessionOfOwner' : 'sessionOfAll';
  }

  *[Symbol.iterator](): Generator<readonly [Session, Absence]> {
    for (const [session, { absence }] of this.#places) yield [session, absence];
  }
}
