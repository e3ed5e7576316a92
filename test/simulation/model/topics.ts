/**
 * On which topics devices hear of their jobs (docs/service/devices.md#topics-of-requests,
 * docs/service/notifications.md#when-devices-are-told): written out here, not taken from the gateway.
 */
import assert from 'node:assert/strict';
import type { Listener } from '../listener.ts';
import type { DeviceOperation } from '../operation.ts';
import { MIRROR } from '../world.ts';
import { LISTED, nameOf, type Pending, pendingList } from './pending.ts';
import type { Job, Model } from './state.ts';

const jobsOf = (thing: string) => `$aws/things/${thing}/jobs`;
const suffixOf = (namespace: string | null) => (namespace === null ? '' : `-namespace-${namespace}`);
export const listTopic = (thing: string, namespace: string | null) => `${jobsOf(thing)}/notify${suffixOf(namespace)}`;
export const nextTopic = (thing: string, namespace: string | null) =>
  `${jobsOf(thing)}/notify-next${suffixOf(namespace)}`;

/** Where a request is answered; undefined for one that only HTTPS has. */
export function replyTopic(operation: DeviceOperation, outcome: 'accepted' | 'rejected'): string | undefined {
  const { kind, thing } = operation;
  if (kind === 'start next') return `${jobsOf(thing)}/start-next/${outcome}`;
  const { namespace } = operation;
  if (kind === 'list pending') return namespace === undefined ? `${jobsOf(thing)}/get/${outcome}` : undefined;
  const verb = kind === 'describe' ? 'get' : 'update';
  const level = namespace === undefined ? '' : `/namespace-${namespace}`;
  return `${jobsOf(thing)}/${operation.jobId}${level}/${verb}/${outcome}`;
}

/**
 * The topics that tell of an execution that enters or leaves a list: of its job's namespace, and of one that was named.
 */
function listTopics(thing: string, { jobId }: Job, namespace: string | null): string[] {
  const topic = listTopic(thing, namespace);
  if (namespace === null) return [topic];
  const ofJob = `${jobsOf(thing)}/${jobId}/notify${suffixOf(namespace)}`;
  return [topic, ofJob, `${ofJob}/`];
}

type Lists = ReadonlyMap<string, readonly Pending[]>;

/** An execution, also among those of jobs that had the same id. */
const keyOf = ({ execution, job }: Pending) => `${job.order} ${execution.number}`;
const listsOf = (model: Model): Lists =>
  new Map([...model.things.keys()].map((thing) => [thing, pendingList(model, thing)]));

export interface Telling {
  /** Whatever was said since this was called last had to be said, and nothing is missing. */
  assertTold(hasCrashed: boolean): void;
  /** A thing was deleted. */
  forget(thing: string): void;
}

export function createTelling(model: Model, listener: Listener): Telling {
  const before = new Map(listsOf(model));
  return {
    forget: (thing) => before.delete(thing),
    assertTold(hasCrashed) {
      const heard = listener.lately();
      const expected = new Expected(model);
      const after = listsOf(model);
      for (const [thing, list] of after) {
        const { isMirrored, mirrored } = expected.compare(thing, before.get(thing) ?? [], list, hasCrashed);
        if (!isMirrored || hasCrashed) continue;
        const plain = list.filter(({ job }) => job.namespace === null).map(nameOf);
        if (plain.length <= LISTED) assert.deepEqual(listener.names(listTopic(thing, mirrored)), plain.sort());
      }
      const wrong = [...heard].filter((topic) => !expected.allowed.has(topic));
      assert.deepEqual(wrong, [], 'topics on which nothing was to be said');
      const missing = [...expected.required].filter((topic) => !heard.has(topic));
      assert.deepEqual(missing, [], 'topics on which something was to be said');
      before.clear();
      for (const [thing, list] of after) before.set(thing, list);
      model.touched.length = 0;
      model.mirrored.length = 0;
    },
  };
}

/** What had to be said, and what could be. */
class Expected {
  readonly required = new Set<string>();
  readonly allowed = new Set<string>();
  readonly #model: Model;

  constructor(model: Model) {
    this.#model = model;
  }

  /** Of one thing, by its list before and now. Gives whether the messages go out on a further namespace as well. */
  compare(thing: string, before: readonly Pending[], after: readonly Pending[], hasCrashed: boolean) {
    const model = this.#model;
    const keys = { before: new Set(before.map(keyOf)), after: new Set(after.map(keyOf)) };
    const left = before.filter((pending) => !keys.after.has(keyOf(pending)));
    const entered = after.filter((pending) => !keys.before.has(keyOf(pending)));
    for (const { job } of [...left, ...entered]) {
      this.#require(listTopics(thing, job, job.namespace));
      if (job.namespace !== null) model.cover.event('namespaces: a list changes');
    }
    // What enters and leaves in one moment may be told of.
    const passing = model.touched.filter(
      (pending) =>
        pending.execution.thing === thing && !keys.before.has(keyOf(pending)) && !keys.after.has(keyOf(pending)),
    );
    for (const { job } of passing) {
      this.#allow([...listTopics(thing, job, job.namespace), nextTopic(thing, job.namespace)]);
    }
    // What was started and then lost in a crash may have been first in between.
    if (passing.length > 0 || (hasCrashed && left.length > 0))
      this.#allow([...before, ...after].map(({ job }) => nextTopic(thing, job.namespace)));
    const mirrors = left.filter(({ job }) =>
      model.mirrored.some((call) => call.job === job && (call.thing === undefined || call.thing === thing)),
    );
    for (const { job } of mirrors) {
      this.#require(listTopics(thing, job, MIRROR));
      model.cover.event('namespaces: a call tells a further one');
    }
    this.#compareNext(thing, before, after, mirrors);
    return { isMirrored: mirrors.length > 0, mirrored: MIRROR };
  }

  /** `mirrors`: those that left by a call that named a namespace. */
  #compareNext(
    thing: string,
    before: readonly Pending[],
    after: readonly Pending[],
    mirrors: readonly Pending[],
  ): void {
    const [former] = before;
    const [first] = after;
    if (former === first || (former && first && keyOf(former) === keyOf(first))) return;
    if (first !== undefined) this.#require([nextTopic(thing, first.job.namespace)]);
    // A window may bring back what was first before, of which nobody knows what it was.
    for (const { job } of [...before, ...after]) this.#allow([nextTopic(thing, job.namespace)]);
    if (former !== undefined && former.job.namespace !== first?.job.namespace) {
      this.#require([nextTopic(thing, former.job.namespace)]);
      if (first !== undefined) this.#model.cover.event('namespaces: another one has the next execution');
    }
    if (former !== undefined && mirrors.includes(former)) this.#require([nextTopic(thing, MIRROR)]);
    if (mirrors.length > 0) this.#allow([nextTopic(thing, MIRROR)]);
  }

  #require(topics: readonly string[]): void {
    for (const topic of topics) this.required.add(topic);
    this.#allow(topics);
  }

  #allow(topics: readonly string[]): void {
    for (const topic of topics) this.allowed.add(topic);
  }
}
