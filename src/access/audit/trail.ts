/**
 * The audit trail: who did what, from where, and whether it was allowed. A change stores its entry in its own
 * transaction. Refusals and requests that change nothing are written a moment later, many at a time
 * (docs/service/identity.md#the-audit-log).
 */

import type { Account } from '../../domain/arn.ts';
import { type Asked, actionsOf, resourceArn } from '../../domain/authorization/checks.ts';
import { namedResources } from '../../domain/authorization/resources.ts';
import type { Clock } from '../../lib/clock.ts';
import { DAY_MS, MINUTE_MS } from '../../lib/duration.ts';
import type { Database } from '../../store/database/database.ts';
import { type AuditEntry, appendAudit, auditedDatabase, forgetAudit } from '../../store/operator/audit.ts';

/** What is known of a request when it is allowed or denied. */
export interface AuditedRequest extends Pick<Asked, 'plane' | 'operation'> {
  readonly requestId: string;
  readonly sourceAddress: string | undefined;
  /** The proven identity of the caller; undefined if nothing was proved. */
  readonly principal: string | undefined;
  /** The access key id as it was given, whether or not it was proved. */
  readonly accessKeyId: string | undefined;
  /** Undefined if the request was refused before its input was read. */
  readonly input: Asked['input'] | undefined;
  /** Why a device is refused the request: the statement that says so. */
  readonly reason?: string | undefined;
}

/** A refusal to a client over MQTT, where there are no requests. */
export interface RefusedClient {
  /** The ARN of the proven identity of the client; undefined if nothing was proved. */
  readonly principal: string | undefined;
  readonly accessKeyId: string | undefined;
  readonly clientId: string | undefined;
  readonly sourceAddress: string | undefined;
  readonly action: string;
  /** An ARN; undefined if nothing was named yet. */
  readonly resource: string | undefined;
  /** The statement that denies the action, or what else is in the way. */
  readonly reason: string | undefined;
  /** The error that the client would be told over HTTPS. */
  readonly result: string;
}

/** A request that is being answered. */
export interface Recording<Context> {
  /** The context for the request's handler: the transactions of a change carry the entry. */
  readonly context: Context;
  /** Must be called at the end, with `OK` or the name of the error. */
  ended(result: string): void;
}

export interface AuditTrail<Context> {
  /** Begins to record a request that is allowed and is going to be answered. */
  allowed(request: AuditedRequest): Recording<Context>;
  denied(request: AuditedRequest, result: string): void;
  /** Records what clients are refused, but only so much that it does no harm to the rest; costs next to nothing. */
  refused(client: RefusedClient): void;
  /** Resolves when everything recorded so far is stored, or cannot be stored at the moment. */
  flush(): Promise<void>;
  /** Resolves when everything is stored or given up. Nothing may be recorded afterwards. */
  end(): Promise<void>;
  /** Deletes the entries that are too old or too many; resolves when that is done. */
  forgetOld(): Promise<void>;
}

export interface AuditTrailOptions<Context> {
  /** The context of handlers; the trail uses only its database. */
  readonly context: Context;
  readonly account: Account;
  /** The wall clock. */
  readonly clock: Clock;
  /** Whether only changes and refusals are recorded, or everything. */
  readonly mode: 'changes' | 'all';
  readonly keptDays: number;
  /** Undefined for no limit. */
  readonly mostEntries: number | undefined;
  /** Called when entries could not be stored or there were too many. */
  readonly onLoss: (entries: number, reason: string) => void;
}

const FLUSH_AFTER_MS = 100;
const AGAIN_AFTER_MS = 1_000;
const MOST_FAILURES = 60;
const MOST_WAITING = 10_000;
const BATCH = 500;
const FORGOTTEN_AT_A_TIME = 2_000;
/**
 * Limits refusals of strangers, who must not push everything else out of a trail of limited length, or not soon
 * (docs/service/identity.md#how-much-is-audited).
 */
const STRANGERS_PER_MINUTE = 60;
/** Limits refusals of devices in the same way, so that one device cannot crowd out all others either. */
const CLIENTS_PER_MINUTE = 60;
const REFUSALS_PER_CLIENT = 6;
/** The form of an access key id. Text in another form is not written: it may be anything, even a secret by mistake. */
const ACCESS_KEY_ID = /^[A-Z0-9]{16,128}$/;

/** True if an operation changes anything, judged by its name. */
export function isChange({ name }: { readonly name: string }): boolean {
  return !/^(Get|List|Describe|Search|Test|Simulate|Export)/.test(name);
}

/** Creates the trail of a server. */
export function auditTrail<Context extends { readonly database: Database }>(
  options: AuditTrailOptions<Context>,
): AuditTrail<Context> {
  const { account, clock, context } = options;
  const queue = entryQueue(context.database, options.onLoss);
  const strangers = perMinute(STRANGERS_PER_MINUTE);
  const clients = perMinute(CLIENTS_PER_MINUTE, REFUSALS_PER_CLIENT);

  /**
   * Whether another refusal may be written now. Refusals of operators, who are few and trusted, are not limited here.
   */
  function hasRoom(principal: string | undefined): boolean {
    return principal === undefined ? strangers(clock.now()) : clients(clock.now(), principal);
  }

  function entryOf(request: AuditedRequest, decision: AuditEntry['decision'], result: string): AuditEntry {
    const { accessKeyId, input, operation, plane } = request;
    return {
      at: clock.now(),
      requestId: request.requestId,
      principal: request.principal ?? null,
      accessKeyId: accessKeyIdIn(accessKeyId),
      action: actionsOf(plane, operation.name)[0],
      resources: input === undefined ? [] : resourcesOf({ plane, operation, input }, account),
      sourceAddress: request.sourceAddress ?? null,
      decision,
      result,
      reason: request.reason ?? null,
    };
  }

  function refused({ principal, resource, ...client }: RefusedClient): void {
    if (!hasRoom(principal)) return;
    queue.add({
      at: clock.now(),
      requestId: null,
      principal: principal ?? null,
      accessKeyId: accessKeyIdIn(client.accessKeyId),
      action: client.action,
      resources: resource === undefined ? [] : [resource],
      sourceAddress: client.sourceAddress ?? null,
      decision: 'denied',
      result: client.result,
      clientId: client.clientId ?? null,
      reason: client.reason ?? null,
    });
  }

  return {
    refused,
    allowed(request) {
      const changes = isChange(request.operation);
      if (!changes) {
        const ended = (result: string) => {
          if (options.mode === 'all') queue.add(entryOf(request, 'allowed', result));
        };
        return { context, ended };
      }
      let isWritten = false;
      const entry = () => entryOf(request, 'allowed', 'OK');
      const database = auditedDatabase(context.database, entry, () => {
        isWritten = true;
      });
      return {
        context: { ...context, database },
        ended(result) {
          if (!isWritten) queue.add(entryOf(request, 'allowed', result));
        },
      };
    },
    denied(request, result) {
      const isOperator = request.principal !== undefined && request.accessKeyId !== undefined;
      if (!isOperator && !hasRoom(request.principal)) return;
      queue.add(entryOf(request, 'denied', result));
    },
    flush: () => queue.flush(),
    end: () => queue.end(),
    async forgetOld() {
      const before = clock.now() - options.keptDays * DAY_MS;
      const forget = () => forgetAudit(context.database, before, options.mostEntries, FORGOTTEN_AT_A_TIME);
      while ((await forget()) >= FORGOTTEN_AT_A_TIME);
    },
  };
}

/** The id; null if the text is not the id of an access key. */
function accessKeyIdIn(text: string | undefined): string | null {
  return text !== undefined && ACCESS_KEY_ID.test(text) ? text : null;
}

function resourcesOf({ input, operation, plane }: Asked, account: Account): readonly string[] {
  const { optional, required } = namedResources(operation, input, (text) => resourceArn(account, plane, text));
  return [...required, ...optional];
}

interface EntryQueue {
  add(entry: AuditEntry): void;
  flush(): Promise<void>;
  /** Writes the entries that wait, and gives up those that cannot be written. */
  end(): Promise<void>;
}

function entryQueue(database: Database, onLoss: AuditTrailOptions<unknown>['onLoss']): EntryQueue {
  let waiting: AuditEntry[] = [];
  let timer: NodeJS.Timeout | undefined;
  let writing = Promise.resolve();
  let failures = 0;

  async function write(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, BATCH);
      try {
        await appendAudit(database, batch);
        failures = 0;
      } catch (error) {
        failures += 1;
        if (failures < MOST_FAILURES) {
          // The database may be back soon.
          timer ??= setTimeout(() => void flush(), AGAIN_AFTER_MS).unref();
          return;
        }
        // The driver throws nothing but errors.
        onLoss(batch.length, (error as Error).message);
      }
      // Removes only entries that were written or given up; others may have been added meanwhile.
      waiting = waiting.slice(batch.length);
    }
  }

  function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    writing = writing.then(write);
    return writing;
  }

  return {
    add(entry) {
      if (waiting.length >= MOST_WAITING) {
        onLoss(1, 'too many entries wait to be stored');
        return;
      }
      waiting.push(entry);
      timer ??= setTimeout(() => void flush(), FLUSH_AFTER_MS).unref();
    },
    flush,
    async end() {
      await flush();
      clearTimeout(timer);
      if (waiting.length > 0) onLoss(waiting.length, 'the database was away');
    },
  };
}

/**
 * Returns a function that says yes at most `limit` times a minute, and at most `limitPerName` times to one name. It
 * remembers no more names than it says yes to.
 */
function perMinute(limit: number, limitPerName = limit): (now: number, name?: string) => boolean {
  let minute = Number.NaN;
  let count = 0;
  const names = new Map<string, number>();
  return (now, name = '') => {
    const present = Math.floor(now / MINUTE_MS);
    if (present !== minute) {
      minute = present;
      count = 0;
      names.clear();
    }
    const ofName = names.get(name) ?? 0;
    if (count >= limit || ofName >= limitPerName) return false;
    count += 1;
    names.set(name, ofName + 1);
    return true;
  };
}
