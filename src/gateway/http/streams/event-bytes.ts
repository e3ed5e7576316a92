/** Server-sent events as bytes: the name of each, and its data as one line of JSON. */
import type { Members } from '../../../contract/shape.ts';
import { encodeMembers } from '../encode-members.ts';

export interface AnyEvent {
  readonly event: string;
  readonly data: unknown;
}

/** What is sent while there is nothing to tell; clients pass over it. */
export const HEARTBEAT = ': ping\n\n';

/**
 * The bytes of one event for each that the source gives. An event that the contract does not know, or that is larger than
 * `mostBytes`, is an error.
 */
export function eventBytes(
  source: AsyncIterable<AnyEvent>,
  contracts: Readonly<Record<string, Members>>,
  mostBytes: number,
): AsyncIterator<Uint8Array> {
  const events = source[Symbol.asyncIterator]();
  return {
    async next() {
      const { done, value } = await events.next();
      if (done === true) return { done, value: undefined };
      const members = contracts[value.event];
      if (members === undefined) throw new Error(`The contract knows no event ${value.event}.`);
      const bytes = Buffer.from(
        `event: ${value.event}\ndata: ${JSON.stringify(encodeMembers(members, value.data))}\n\n`,
      );
      if (bytes.length > mostBytes) throw new Error(`An event ${value.event} has ${bytes.length} bytes.`);
      return { done: false, value: bytes };
    },
    async return() {
      await events.return?.();
      return { done: true, value: undefined };
    },
  };
}
