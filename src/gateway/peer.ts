/** Whose connection it is, for both gateways: a certificate's, or an access key's that has signed for a WebSocket. */
import type { X509Certificate } from 'node:crypto';
import type { OperatorPrincipal } from '../access/operators/principal.ts';
import { networkOf } from './network.ts';

export interface Peer {
  /**
   * Of the certificate that admits the peer. Without it and without a signer a peer may say CONNECT, only to be
   * refused.
   */
  readonly certificateId: string | undefined;
  readonly certificate?: X509Certificate | undefined;
  readonly signer?: Signer | undefined;
  /** Came by the port for experiments, where nobody is asked who he is and everybody may do everything. */
  readonly isUnquestioned?: true;
  readonly address: string | undefined;
}

/** Who has signed the request for a WebSocket. */
export interface Signer {
  readonly accessKeyId: string;
  readonly principal: OperatorPrincipal;
  /** Whether the WebSocket runs over TLS. */
  readonly isSecure: boolean;
}

/**
 * What presence events call the peer: its certificate's id, its user id, or for root the account
 * (docs/service/gateway.md#presence-events).
 */
export function principalIdentifierOf({ certificateId, signer }: Peer): string | undefined {
  return certificateId ?? signer?.principal.operator?.userId ?? signer?.principal.arn.split(':')[4];
}

/** Who pays for what is kept for the peer: its identity, or its network if it has none. */
export function ownerOf(peer: Peer): string {
  // A role may have any number of sessions, with any names.
  const [identity] = principalIdentifierOf(peer)?.split(':') ?? [];
  return identity ?? networkOf(peer.address);
}
