/**
 * A device reduced to what a load needs: MQTT 3.1.1, over TLS or without, one request at a time, QoS 1 both ways. It takes as little
 * of the shared processors as it can, so that the server is what is measured.
 */
import { connect as connectPlainly, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const CONNACK = 2;
const PUBLISH = 3;

export interface WireClientOptions {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly ca: string;
  readonly cert: string;
  readonly key: string;
  readonly clientId: string;
}

export class WireClient {
  readonly #socket: Socket;
  #answer: ((payload: string) => void) | undefined;
  #rest: Buffer = Buffer.alloc(0);
  #packetId = 0;
  /** The message whose acknowledgement is still to be sent. */
  #unacknowledged: number | undefined;

  constructor(socket: Socket, connected: () => void) {
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
      for (let end = frameEnd(this.#rest); end > 0; end = frameEnd(this.#rest)) {
        const frame = this.#rest.subarray(0, end);
        this.#rest = this.#rest.subarray(end);
        const type = (frame[0] ?? 0) >> 4;
        if (type === CONNACK) connected();
        else if (type === PUBLISH) this.#answer?.(this.#take(frame));
      }
    });
  }

  /** Publishes a request and resolves with the payload of its reply. */
  request(topic: string, payload: string): Promise<string> {
    this.#packetId = (this.#packetId % 65_535) + 1;
    const acknowledged = this.#unacknowledged;
    this.#unacknowledged = undefined;
    this.#socket.write(publishPacket(topic, payload, this.#packetId, acknowledged));
    return new Promise((resolve) => {
      this.#answer = resolve;
    });
  }

  close(): void {
    this.#socket.destroy();
  }

  /** The payload of a reply, which is acknowledged together with the next request, as it mostly follows at once. */
  #take(frame: Buffer): string {
    let start = 2;
    while ((frame[start - 1] ?? 0) >= 0x80) start += 1;
    const topicEnd = start + 2 + frame.readUInt16BE(start);
    if (((frame[0] ?? 0) & 0x06) === 0) return frame.toString('utf8', topicEnd);
    this.#unacknowledged = frame.readUInt16BE(topicEnd);
    setImmediate(acknowledge, this);
    return frame.toString('utf8', topicEnd + 2);
  }

  acknowledge(): void {
    if (this.#unacknowledged === undefined) return;
    const bytes = Buffer.allocUnsafe(4);
    writePuback(bytes, this.#unacknowledged);
    this.#unacknowledged = undefined;
    this.#socket.write(bytes);
  }
}

function acknowledge(client: WireClient): void {
  client.acknowledge();
}

/** Connects and resolves after CONNACK. */
export function connectWireClient(options: WireClientOptions): Promise<WireClient> {
  return new Promise((resolve, reject) => {
    const { host, port, tls } = options;
    const socket = tls ? connectTls({ ...options, servername: 'localhost' }) : connectPlainly({ host, port });
    socket.setNoDelay(true);
    socket.on('error', reject);
    socket.on('close', () => reject(new Error('The server closed the connection.')));
    socket.on(tls ? 'secureConnect' : 'connect', () => socket.write(connectPacket(options.clientId)));
    const client = new WireClient(socket, () => resolve(client));
  });
}

/** Where the first frame ends; 0 if it is not complete. */
function frameEnd(data: Buffer): number {
  let length = 0;
  for (let index = 1; index < 5 && index < data.length; index += 1) {
    const byte = data[index] ?? 0;
    length |= (byte & 0x7f) << (7 * (index - 1));
    if (byte < 0x80) return data.length >= index + 1 + length ? index + 1 + length : 0;
  }
  return 0;
}

function connectPacket(clientId: string): Buffer {
  return packet(0x10, Buffer.concat([field('MQTT'), Buffer.from([4, 2, 0, 0]), field(clientId)]));
}

/** A PUBLISH of ASCII text, behind the acknowledgement of another message if one is due, in one piece. */
function publishPacket(topic: string, payload: string, packetId: number, acknowledged: number | undefined): Buffer {
  const length = 4 + topic.length + payload.length;
  let position = acknowledged === undefined ? 0 : 4;
  const bytes = Buffer.allocUnsafe(position + (length > 0x7f ? 3 : 2) + length);
  if (acknowledged !== undefined) writePuback(bytes, acknowledged);
  bytes[position++] = 0x32;
  if (length > 0x7f) bytes[position++] = (length & 0x7f) | 0x80;
  bytes[position++] = length > 0x7f ? length >> 7 : length;
  position = bytes.writeUInt16BE(topic.length, position);
  position += bytes.write(topic, position, 'latin1');
  position = bytes.writeUInt16BE(packetId, position);
  bytes.write(payload, position, 'latin1');
  return bytes;
}

function writePuback(bytes: Buffer, messageId: number): void {
  bytes[0] = 0x40;
  bytes[1] = 2;
  bytes.writeUInt16BE(messageId, 2);
}

function field(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

function packet(header: number, body: Buffer): Buffer {
  const length: number[] = [];
  for (let rest = body.length; ; rest >>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.concat([Buffer.from([header, ...length]), body]);
}
