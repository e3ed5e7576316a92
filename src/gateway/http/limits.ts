/** What one connection may cost the server, and all of them together. */

export interface HttpLimits {
  readonly bodyBytes: number;
  /** In how many pieces a body may come, chunks or what is read at a time: each costs time, however small it is. */
  readonly bodyPieces: number;
  /** What is read and thrown away of a body that is too large, so that its sender gets to read the refusal. */
  readonly discardedBytes: number;
  /** What the bodies of all requests under way may hold together; a request beyond it is refused for the moment. */
  readonly bodiesBytes: number;
  /** Of one address, or of one /64 of IPv6. */
  readonly bodiesBytesPerAddress: number;
  /** Requests from their headers to the end of their answers. */
  readonly requestsInFlight: number;
  /** As above. */
  readonly requestsInFlightPerAddress: number;
  readonly headerBytes: number;
  readonly headerCount: number;
  /** From the first byte of a request, or from the connection, to the end of the headers. */
  readonly headersTimeoutMs: number;
  /** To the end of the body. */
  readonly requestTimeoutMs: number;
  /** Between two requests of a connection. */
  readonly keepAliveTimeoutMs: number;
  /** Without a byte in either direction. */
  readonly idleTimeoutMs: number;
  readonly handshakeTimeoutMs: number;
  readonly connections: number;
  /** Of one address, or of one /64 of IPv6. */
  readonly connectionsPerAddress: number;
  /** What one message of a WebSocket may hold; the packets in it have limits of their own. */
  readonly webSocketMessageBytes: number;
  /** Requests for a WebSocket about which nothing is decided yet. */
  readonly pendingWebSockets: number;
  /** Answers that are streamed, files and events, at a time; they are not counted among the requests above. */
  readonly streams: number;
  /** Of one principal, or of one network where nobody has signed; asked first. */
  readonly streamsPerCaller: number;
  /** After which a stream is ended, whatever it is in the midst of. */
  readonly streamLifeMs: number;
  /** How long a reader may take none of what waits for it. */
  readonly stalledReaderMs: number;
  readonly eventBytes: number;
  /** Between two signs of life of a stream of events. */
  readonly heartbeatMs: number;
  /** How long `close` waits for requests that are being answered. */
  readonly closeGraceMs: number;
}

export const defaultHttpLimits: HttpLimits = {
  bodyBytes: 1024 * 1024,
  bodyPieces: 16_384,
  discardedBytes: 16 * 1024 * 1024,
  bodiesBytes: 256 * 1024 * 1024,
  bodiesBytesPerAddress: 128 * 1024 * 1024,
  requestsInFlight: 10_000,
  requestsInFlightPerAddress: 5_000,
  headerBytes: 16 * 1024,
  headerCount: 200,
  headersTimeoutMs: 10_000,
  requestTimeoutMs: 30_000,
  keepAliveTimeoutMs: 65_000,
  idleTimeoutMs: 120_000,
  handshakeTimeoutMs: 10_000,
  connections: 20_000,
  connectionsPerAddress: 5_000,
  webSocketMessageBytes: 256 * 1024,
  pendingWebSockets: 1_000,
  streams: 500,
  streamsPerCaller: 50,
  streamLifeMs: 60 * 60_000,
  stalledReaderMs: 30_000,
  eventBytes: 64 * 1024,
  heartbeatMs: 15_000,
  closeGraceMs: 10_000,
};
