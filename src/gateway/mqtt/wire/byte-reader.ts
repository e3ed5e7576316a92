/**
 * Reads the data types of MQTT out of a frame, one after the other. It refuses what the standard forbids of them, so
 * that nothing ill-formed is kept or passed on.
 */
import { isUtf8 } from 'node:buffer';
import { malformed } from './reason-codes.ts';

const NOT_TEXT = 'A string is not UTF-8 or contains U+0000.';
const INTEGER_BYTES = 4;

/** Each method takes one value, or throws a ProtocolViolation. */
export class ByteReader {
  readonly #bytes: Buffer;
  readonly #end: number;
  #position: number;

  /** Reads `bytes[start, end)`. */
  constructor(bytes: Buffer, start: number, end: number) {
    this.#bytes = bytes;
    this.#position = start;
    this.#end = end;
  }

  get position(): number {
    return this.#position;
  }

  get isDone(): boolean {
    return this.#position === this.#end;
  }

  byte(): number {
    return this.#bytes.readUInt8(this.#take(1));
  }

  uint16(): number {
    return this.#bytes.readUInt16BE(this.#take(2));
  }

  uint32(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  packetIdentifier(): number {
    const identifier = this.uint16();
    if (identifier === 0) throw malformed('A packet identifier is not 0.');
    return identifier;
  }

  variableByteInteger(): number {
    const { value, end } = readVariableByteInteger(this.#bytes, this.#position, this.#end);
    this.#position = end;
    return value;
  }

  text(): string {
    const start = this.#skipField();
    return readText(this.#bytes, start, this.#position);
  }

  /** Passes over a string, and checks it. */
  skipText(): void {
    const start = this.#skipField();
    checkText(this.#bytes, start, this.#position);
  }

  /** A view of the received bytes. */
  binary(): Buffer {
    const start = this.#skipField();
    return this.#bytes.subarray(start, this.#position);
  }

  /** The properties that come next, without their length, to be read by themselves. */
  properties(): ByteReader {
    const length = this.variableByteInteger();
    const start = this.#take(length);
    return new ByteReader(this.#bytes, start, start + length);
  }

  /** The received bytes from an earlier position up to this one. */
  since(start: number): Buffer {
    return this.#bytes.subarray(start, this.#position);
  }

  expectEnd(): void {
    if (!this.isDone) throw malformed('A packet has more bytes than it says.');
  }

  #skipField(): number {
    const length = this.uint16();
    return this.#take(length);
  }

  /** Where the next `length` bytes start. */
  #take(length: number): number {
    const start = this.#position;
    if (start + length > this.#end) throw malformed('A packet ends too early.');
    this.#position = start + length;
    return start;
  }
}

/** A string in `bytes[start, end)`. Throws a ProtocolViolation unless it is UTF-8 without U+0000. */
export function readText(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // The replacement character is legal if it was sent, but the decoder also produces it for invalid bytes.
  const isInvalid = text.includes('\0') || (text.includes('\uFFFD') && !isUtf8(bytes.subarray(start, end)));
  if (isInvalid) throw malformed(NOT_TEXT);
  return text;
}

/** As `readText`, for a string that nobody reads. */
export function checkText(bytes: Buffer, start: number, end: number): void {
  const text = bytes.subarray(start, end);
  if (!isUtf8(text) || text.includes(0)) throw malformed(NOT_TEXT);
}

/** A variable byte integer in as many bytes as it needs. */
export function readVariableByteInteger(bytes: Buffer, start: number, limit: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < INTEGER_BYTES && start + index < limit; index += 1) {
    const byte = bytes.readUInt8(start + index);
    value += (byte & 0x7f) * 128 ** index;
    if (byte >= 0x80) continue;
    if (byte === 0 && index > 0) throw malformed('A variable byte integer has more bytes than it needs.');
    return { value, end: start + index + 1 };
  }
  throw malformed('A variable byte integer does not end.');
}
