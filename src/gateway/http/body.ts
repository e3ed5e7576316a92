/** What an output becomes on the wire: one body of JSON or text, or bytes that come piece by piece. */
import type { FileAnswer, OperationContract } from '../../contract/operation.ts';
import { encodeMembers } from './encode-members.ts';
import { type AnyEvent, eventBytes } from './streams/event-bytes.ts';

export interface Encoded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | ByteSource;
}

/** Bytes that are made while they are read. */
export interface ByteSource {
  readonly kind: 'file' | 'event stream';
  readonly bytes: AsyncIterator<Uint8Array>;
  /** How many there will be, where that is known. */
  readonly length?: number;
}

export const JSON_TYPE = { 'content-type': 'application/json' } as const;

/** JSON, or an empty body for nothing. */
export function encodedJson(body: object | undefined): Encoded {
  return { headers: JSON_TYPE, body: body === undefined ? '' : JSON.stringify(body) };
}

/** An output of the operation, as its contract says. Events of more than `eventBytes` fail when they come. */
export function encodedOutput(
  { answers, output: members }: OperationContract,
  output: unknown,
  limits: { readonly eventBytes: number },
): Encoded {
  if (answers === undefined) return encodedJson(members === undefined ? undefined : encodeMembers(members, output));
  switch (answers.kind) {
    case 'text':
      // A handler gives what its contract says that it answers; the compiler has checked that.
      return { headers: { 'content-type': answers.mediaType }, body: output as string };
    case 'file':
      // As above.
      return encodedFile(output as FileAnswer, answers);
    case 'event stream': {
      // As above.
      const bytes = eventBytes(output as AsyncIterable<AnyEvent>, answers.events, limits.eventBytes);
      const headers = { 'content-type': 'text/event-stream', 'cache-control': 'no-store' };
      return { headers, body: { kind: 'event stream', bytes } };
    }
  }
}

function encodedFile(
  { bytes, length }: FileAnswer,
  { fileName, mediaType }: { readonly fileName: string; readonly mediaType: string },
): Encoded {
  return {
    headers: {
      'content-type': mediaType,
      'content-disposition': `attachment; filename="${fileName}"`,
      ...(length === undefined ? {} : { 'content-length': String(length) }),
    },
    body: { kind: 'file', bytes: bytes[Symbol.asyncIterator](), ...(length === undefined ? {} : { length }) },
  };
}
