/** What clients may have begun to send: the memory for packets of which only a part has come. */
import { type Share, sharedLimit } from '../../../lib/shared-limit.ts';
import { networkOf } from '../../network.ts';
import { ownerOf, type Peer } from '../../peer.ts';
import type { MqttSettings } from '../settings.ts';

export interface UnfinishedPackets {
  /** Takes the memory for a client before or after its CONNECT; undefined if there is none left for it. */
  take(peer: Peer, isConnected: boolean, bytes: number): Share | undefined;
}

/** Strangers have little together, and none of them much, so that they cannot use up what devices need. */
export function unfinishedPackets(
  settings: Pick<
    MqttSettings,
    'strangersBytes' | 'strangersBytesPerAddress' | 'unfinishedBytes' | 'unfinishedBytesPerIdentity'
  >,
): UnfinishedPackets {
  const strangers = sharedLimit({ each: settings.strangersBytesPerAddress, all: settings.strangersBytes });
  const clients = sharedLimit({ each: settings.unfinishedBytesPerIdentity, all: settings.unfinishedBytes });
  return {
    take: (peer, isConnected, bytes) =>
      isConnected ? clients.take(ownerOf(peer), bytes) : strangers.take(networkOf(peer.address), bytes),
  };
}
