/** The reason codes of MQTT 5 that we send or read, and the return codes of a 3.1.1 CONNACK. */
export const reasonCodes = {
  success: 0x00,
  noSubscriptionExisted: 0x11,
  malformedPacket: 0x81,
  protocolError: 0x82,
  implementationSpecificError: 0x83,
  unsupportedProtocolVersion: 0x84,
  clientIdentifierNotValid: 0x85,
  notAuthorized: 0x87,
  serverShuttingDown: 0x8b,
  badAuthenticationMethod: 0x8c,
  keepAliveTimeout: 0x8d,
  sessionTakenOver: 0x8e,
  topicFilterInvalid: 0x8f,
  topicNameInvalid: 0x90,
  topicAliasInvalid: 0x94,
  packetTooLarge: 0x95,
  quotaExceeded: 0x97,
  qosNotSupported: 0x9b,
  subscriptionIdentifiersNotSupported: 0xa1,
} as const;

export const returnCodes = { unacceptableProtocolVersion: 1, identifierRejected: 2 } as const;

/** A client broke the protocol: its connection ends, in MQTT 5 with this reason code. */
export class ProtocolViolation extends Error {
  override readonly name = 'ProtocolViolation';
  readonly reasonCode: number;

  constructor(reasonCode: number, message: string) {
    super(message);
    this.reasonCode = reasonCode;
  }
}

/** Bytes that are not MQTT. */
export function malformed(message: string): ProtocolViolation {
  return new ProtocolViolation(reasonCodes.malformedPacket, message);
}

/** Well-formed packets that are not allowed here. */
export function protocolError(message: string): ProtocolViolation {
  return new ProtocolViolation(reasonCodes.protocolError, message);
}
