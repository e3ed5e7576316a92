/**
 * The ways in which a connection can end, and what others are told about it (docs/service/gateway.md#presence-events).
 */
import { reasonCodes } from '../wire/reason-codes.ts';

export interface Ending {
  /** Sent to MQTT 5 clients; if undefined, nothing is sent. */
  readonly reasonCode: number | undefined;
  /** `disconnectReason` of the presence event. */
  readonly reason: string;
  readonly isClientInitiated: boolean;
  readonly publishesWill: boolean;
  /** True if pending output is discarded. */
  readonly isAbrupt: boolean;
}

function ending(reason: string, reasonCode: number | undefined, differences: Partial<Ending> = {}): Ending {
  return { reason, reasonCode, isClientInitiated: false, publishesWill: true, isAbrupt: false, ...differences };
}

export const endings = {
  clientInitiated: ending('CLIENT_INITIATED_DISCONNECT', undefined, { isClientInitiated: true, publishesWill: false }),
  clientError: ending('CLIENT_ERROR', reasonCodes.protocolError),
  connectionLost: ending('CONNECTION_LOST', undefined, { isAbrupt: true }),
  duplicateClientId: ending('DUPLICATE_CLIENTID', reasonCodes.sessionTakenOver),
  notAuthorized: ending('AUTH_ERROR', reasonCodes.notAuthorized),
  keepAliveTimeout: ending('MQTT_KEEP_ALIVE_TIMEOUT', reasonCodes.keepAliveTimeout),
  serverError: ending('SERVER_ERROR', reasonCodes.implementationSpecificError),
  serverShuttingDown: ending('SERVER_INITIATED_DISCONNECT', reasonCodes.serverShuttingDown),
  doesNotRead: ending('CLIENT_ERROR', undefined, { isAbrupt: true }),
  /** These can only happen before there is a session. */
  noConnect: ending('CLIENT_ERROR', undefined, { isAbrupt: true }),
  refused: ending('CLIENT_ERROR', undefined),
} as const;
