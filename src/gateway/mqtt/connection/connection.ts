/**
 * One client's connection over any stream: turns its bytes into frames for the handlers, and can be held, answered and
 * ended. It knows nothing of what the packets mean.
 */
import type { Duplex } from 'node:stream';
import type { IConnackPacket, ISubackPacket, IUnsubackPacket } from 'mqtt-packet';
import type { Log } from '../../../lib/log.ts';
import type { Share } from '../../../lib/shared-limit.ts';
import type { ConnectionPermissions } from '../../device-permissions.ts';
import type { Peer } from '../../peer.ts';
import type { Will } from '../broker/broker.ts';
import type { QoS } from '../broker/message.ts';
import type { Delivery } from '../broker/message-queue.ts';
import type { Link, Session } from '../broker/session.ts';
import type { MqttSettings } from '../settings.ts';
import type { ProtocolVersion } from '../wire/connect-reader.ts';
import { type Frame, FrameReader } from '../wire/frame-reader.ts';
import { pingresp, writePacket, writePuback, writePublish } from '../wire/packet-writer.ts';
import { ProtocolViolation } from '../wire/reason-codes.ts';
import { Acknowledgements } from './acknowledgements.ts';
import { type Ending, endings } from './ending.ts';
import { Outbox } from './outbox.ts';
import { Throttle } from './throttle.ts';
import type { UnfinishedPackets } from './unfinished-packets.ts';

/** What a connection needs from its surroundings. */
export interface ConnectionHost {
  readonly settings: MqttSettings;
  readonly log: Log;
  readonly unfinishedPackets: UnfinishedPackets;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Called for each complete packet. An error that it throws ends the connection. */
  readonly receive: (connection: Connection, frame: Frame) => void;
  /** Called once, at the end of a connection that had a session. */
  readonly left: (connection: Connection, ending: Ending) => void;
  /** Called once, when its stream is closed. */
  readonly closed: (connection: Connection) => void;
}

/** The reasons to stop reading, each switched on and off by itself. */
const holds = { requests: 1, output: 2, throttle: 4, admission: 8, storing: 16 } as const;

const CLOSING_MS = 1_000;

export class Connection implements Link {
  readonly peer: Peer;
  version: ProtocolVersion = 4;
  /** Set from CONNECT to the end. */
  session: Session | undefined;
  will: Will | undefined;
  /** What the client may do; set from CONNECT on. */
  permissions: ConnectionPermissions | undefined;
  keepAliveSeconds = 0;
  sendQuota: number;
  /** The longest packet that the client accepts. */
  maximumPacketSize = Number.POSITIVE_INFINITY;
  /** The client's topic aliases; 0 is not used. */
  readonly topicAliases: string[] = [];
  /** How presence events name this connection. */
  presence: { readonly sessionIdentifier: string; readonly versionNumber: number } | undefined;
  readonly acknowledgements = new Acknowledgements((messageId, reasonCode) =>
    this.#push(writePuback(messageId, reasonCode, this.version)),
  );
  readonly #host: ConnectionHost;
  readonly #stream: Duplex;
  readonly #frames: FrameReader;
  #unfinished: Share | undefined;
  readonly #outbox: Outbox;
  readonly #throttle: Throttle | undefined;
  #throttled: NodeJS.Timeout | undefined;
  #requests = 0;
  #holds = 0;
  #isReading = false;
  #isEnded = false;
  /** When the last bytes arrived, in monotonic milliseconds, as far as `watch` has noticed. */
  #quietSince: number;
  #hasReceived = false;

  /** `monotonicNow` is in milliseconds; a WebSocket makes a message of each write. */
  constructor(stream: Duplex, peer: Peer, host: ConnectionHost, monotonicNow: number, isWebSocket: boolean) {
    const { settings } = host;
    this.peer = peer;
    this.sendQuota = settings.unacknowledged;
    this.#host = host;
    this.#stream = stream;
    this.#frames = new FrameReader(settings.packetBytes, (bytes) => this.#mayKeep(bytes));
    this.#outbox = new Outbox(stream, () => this.#watchOutput(), isWebSocket);
    this.#quietSince = monotonicNow;
    const isThrottled = settings.publishesPerSecond !== undefined || settings.receivedBytesPerSecond !== undefined;
    this.#throttle = isThrottled ? new Throttle(settings, monotonicNow) : undefined;
    stream.on('data', (chunk: Buffer) => this.#take(chunk));
    stream.on('drain', () => this.#drained());
    stream.on('end', () => this.end(endings.connectionLost));
    stream.on('error', () => this.end(endings.connectionLost));
    stream.on('close', () => this.#closed());
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get isCongested(): boolean {
    return this.#outbox.unsentBytes > this.#host.settings.outgoingPauseBytes;
  }

  deliver({ message, retain }: Delivery, qos: QoS, messageId: number, duplicate: boolean): boolean {
    const { version } = this;
    if (this.permissions?.mayReceive(message.topic) !== true) return false;
    const packet = writePublish(message, { version, qos, retain, duplicate, messageId, now: this.#host.now() });
    if (packet.length > this.maximumPacketSize) return false;
    this.#outbox.push(packet);
    return true;
  }

  send(packet: IConnackPacket | ISubackPacket | IUnsubackPacket): void {
    this.#push(writePacket(packet, this.version));
  }

  sendPingresp(): void {
    this.#outbox.push(pingresp);
  }

  /** Pauses reading until the client is admitted or refused. An error ends the connection. */
  awaitAdmission(admission: Promise<void>): void {
    this.#hold(holds.admission);
    admission.catch((error: unknown) => this.#fail(error)).finally(() => this.#release(holds.admission));
  }

  /** Pauses reading and answers once a change is stored. If storing fails, the connection ends. */
  answerWhenStored(stored: Promise<void> | undefined, answer: () => void): void {
    if (stored === undefined) {
      answer();
      return;
    }
    this.#hold(holds.storing);
    const answerIfOpen = () => {
      if (!this.#isEnded) answer();
    };
    stored
      .then(answerIfOpen)
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.#release(holds.storing));
  }

  /**
   * Acknowledges a PUBLISH once it is stored for the sessions that are owed it. If storing fails, the connection ends.
   */
  acknowledgeWhenStored(stored: Promise<void>, messageId: number): void {
    const owed = this.acknowledgements.begin(messageId, true);
    this.beginRequest();
    stored
      .then(() => this.acknowledgements.finish(owed, 0))
      .catch((error: unknown) => this.#fail(error))
      .finally(() => this.endRequest());
  }

  /** Counts a request under way; at the limit, reading pauses. */
  beginRequest(): void {
    this.#requests += 1;
    if (this.#requests >= this.#host.settings.unacknowledged) this.#hold(holds.requests);
  }

  endRequest(): void {
    this.#requests -= 1;
    if ((this.#holds & holds.requests) !== 0) this.#release(holds.requests);
  }

  /** Counts a PUBLISH against the rates of the settings. */
  countPublish(bytes: number): void {
    if (this.#throttle === undefined) return;
    const pause = this.#throttle.count(bytes, performance.now());
    if (pause === 0) return;
    this.#hold(holds.throttle);
    clearTimeout(this.#throttled);
    this.#throttled = setTimeout(() => this.#release(holds.throttle), pause);
  }

  /**
   * Ends the connection: the session is left, an MQTT 5 client is told why, pending output is still sent, and further
   * input is discarded. Only the first call counts.
   */
  end(ending: Ending): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    clearTimeout(this.#throttled);
    this.permissions?.close();
    if (this.session !== undefined) {
      if (ending.reasonCode !== undefined && this.version === 5) {
        this.#push(writePacket({ cmd: 'disconnect', reasonCode: ending.reasonCode }, 5));
      }
      this.#host.left(this, ending);
    }
    this.#quietSince = performance.now();
    this.#outbox.flush();
    if (ending.isAbrupt) {
      this.#stream.destroy();
      return;
    }
    // Unread input would make the close reset the connection, and the client might never see the last packet.
    this.#stream.resume();
    this.#stream.end();
  }

  /** Called about every second with a monotonic time in milliseconds; ends connections that take too long. */
  watch(monotonicNow: number): void {
    if (this.#hasReceived) {
      this.#hasReceived = false;
      this.#quietSince = monotonicNow;
    }
    const quietMs = monotonicNow - this.#quietSince;
    if (this.#isEnded) {
      if (quietMs > CLOSING_MS) this.#stream.destroy();
      return;
    }
    this.acknowledgements.releaseSlow();
    if (this.session === undefined) {
      if (quietMs > this.#host.settings.connectTimeoutSeconds * 1000) this.end(endings.noConnect);
      return;
    }
    // A client whose packets we do not read cannot show that it lives, unless it is the client that does not read.
    const isHeldByUs = (this.#holds & (holds.requests | holds.throttle | holds.storing)) !== 0;
    if (!isHeldByUs && quietMs > this.keepAliveSeconds * 1500) this.end(endings.keepAliveTimeout);
  }

  /** A client is sent nothing that is longer than it accepts. */
  #push(bytes: Buffer): void {
    if (bytes.length <= this.maximumPacketSize) this.#outbox.push(bytes);
  }

  #take(chunk: Buffer): void {
    if (this.#isEnded) return;
    try {
      this.#frames.push(chunk);
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.#read();
    // The time limit for CONNECT counts from the beginning, even if bytes trickle in.
    if (this.session !== undefined) this.#hasReceived = true;
  }

  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    try {
      while (this.#holds === 0 && !this.#isEnded) {
        const frame = this.#frames.next();
        if (frame === undefined) break;
        this.#host.receive(this, frame);
      }
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#isReading = false;
    }
  }

  #fail(error: unknown): void {
    if (error instanceof ProtocolViolation) {
      this.#host.log.debug({ clientId: this.session?.clientId, reason: error.message }, 'A client broke the protocol.');
      this.end({ ...endings.clientError, reasonCode: error.reasonCode });
      return;
    }
    this.#host.log.error({ err: error, clientId: this.session?.clientId }, 'A packet could not be handled.');
    this.end(endings.serverError);
  }

  /** Whether there is so much memory for a packet that has not come to its end. */
  #mayKeep(bytes: number): boolean {
    this.#unfinished?.release();
    this.#unfinished = undefined;
    if (bytes === 0) return true;
    this.#unfinished = this.#host.unfinishedPackets.take(this.peer, this.session !== undefined, bytes);
    return this.#unfinished !== undefined;
  }

  #hold(reason: number): void {
    if (this.#holds === 0) this.#stream.pause();
    this.#holds |= reason;
  }

  #release(reason: number): void {
    this.#holds &= ~reason;
    if (this.#holds !== 0 || this.#isEnded) return;
    this.#read();
    if (this.#holds === 0) this.#stream.resume();
  }

  #watchOutput(): void {
    const { unsentBytes } = this.#outbox;
    const { outgoingPauseBytes, outgoingLimitBytes } = this.#host.settings;
    if (unsentBytes > outgoingLimitBytes) this.end(endings.doesNotRead);
    else if (unsentBytes > outgoingPauseBytes) this.#hold(holds.output);
  }

  #drained(): void {
    this.session?.sendQueued(this.#host.now());
    this.#release(holds.output);
  }

  #closed(): void {
    this.end(endings.connectionLost);
    this.#unfinished?.release();
    this.#host.closed(this);
  }
}
