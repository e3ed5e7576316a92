/** The limits of the device gateway; each number is a setting (docs/service/gateway.md#connecting). */

export interface MqttSettings {
  /** The time limit for a TLS handshake, and again for the CONNECT that follows. */
  readonly connectTimeoutSeconds: number;
  readonly pendingHandshakes: number;
  /** For one address, or one /64 network of IPv6. */
  readonly pendingHandshakesPerAddress: number;
  readonly connections: number;
  /** Counted in the same way. */
  readonly connectionsPerAddress: number;
  readonly clientIdBytes: number;
  readonly keepAliveMinimumSeconds: number;
  readonly keepAliveMaximumSeconds: number;
  /** How long a 3.1.1 session is kept while its client is away. */
  readonly sessionExpirySeconds: number;
  /** The longest expiry that an MQTT 5 client can ask for. */
  readonly sessionExpiryMaximumSeconds: number;
  readonly messageExpiryMaximumSeconds: number;
  readonly payloadBytes: number;
  readonly packetBytes: number;
  /** The memory for packets of which a part has come, of all clients that have not said CONNECT. */
  readonly strangersBytes: number;
  readonly strangersBytesPerAddress: number;
  /** The same of all that have. */
  readonly unfinishedBytes: number;
  readonly unfinishedBytesPerIdentity: number;
  readonly topicBytes: number;
  readonly topicSlashes: number;
  readonly topicAliases: number;
  readonly filtersPerSubscribe: number;
  readonly subscriptionsPerSession: number;
  /** QoS 1 messages in flight, in each direction, and requests under way. */
  readonly unacknowledged: number;
  readonly queuedMessagesPerSession: number;
  readonly queuedBytesPerSession: number;
  /** Sessions kept without a connection. */
  readonly offlineSessions: number;
  /** Of one owner: a certificate, an access key's user, or a network where nobody says who he is. */
  readonly offlineSessionsPerOwner: number;
  /** The bytes of messages that all sessions may hold together, waiting and unacknowledged. */
  readonly queuedBytes: number;
  /** Of the sessions of one owner. */
  readonly queuedBytesPerOwner: number;
  readonly retainedMessages: number;
  /** Published by one owner. */
  readonly retainedMessagesPerOwner: number;
  readonly retainedBytes: number;
  /** Published by one owner. */
  readonly retainedBytesPerOwner: number;
  /** With this much unsent output, a connection is no longer read from and gets no more QoS 0 messages. */
  readonly outgoingPauseBytes: number;
  /** With this much unsent output, a connection is cut off. */
  readonly outgoingLimitBytes: number;
  /** Reading slows down to these rates (AWS: 100, and 512 KB); undefined lets a client send as fast as it can. */
  readonly publishesPerSecond: number | undefined;
  readonly receivedBytesPerSecond: number | undefined;
}

export const defaultMqttSettings: MqttSettings = {
  connectTimeoutSeconds: 10,
  pendingHandshakes: 1_000,
  pendingHandshakesPerAddress: 500,
  connections: 100_000,
  connectionsPerAddress: 50_000,
  clientIdBytes: 128,
  keepAliveMinimumSeconds: 5,
  keepAliveMaximumSeconds: 1_200,
  sessionExpirySeconds: 3_600,
  sessionExpiryMaximumSeconds: 604_800,
  messageExpiryMaximumSeconds: 604_800,
  payloadBytes: 131_072,
  packetBytes: 149_504,
  strangersBytes: 64 * 1024 * 1024,
  strangersBytesPerAddress: 16 * 1024 * 1024,
  unfinishedBytes: 256 * 1024 * 1024,
  unfinishedBytesPerIdentity: 32 * 1024 * 1024,
  topicBytes: 256,
  topicSlashes: 7,
  topicAliases: 8,
  filtersPerSubscribe: 8,
  subscriptionsPerSession: 50,
  unacknowledged: 100,
  queuedMessagesPerSession: 1_000,
  queuedBytesPerSession: 4 * 1024 * 1024,
  offlineSessions: 100_000,
  offlineSessionsPerOwner: 12_500,
  queuedBytes: 256 * 1024 * 1024,
  queuedBytesPerOwner: 32 * 1024 * 1024,
  retainedMessages: 80_000,
  retainedMessagesPerOwner: 10_000,
  retainedBytes: 128 * 1024 * 1024,
  retainedBytesPerOwner: 16 * 1024 * 1024,
  outgoingPauseBytes: 256 * 1024,
  outgoingLimitBytes: 16 * 1024 * 1024,
  publishesPerSecond: undefined,
  receivedBytesPerSecond: undefined,
};
