/** From a CONNECT to the fleet index, for clients who sign in without a certificate of the thing. */
import assert from 'node:assert/strict';
import { duplexPair } from 'node:stream';
import { test } from 'node:test';
import { rootPrincipal } from '../../../src/access/operators/principal.ts';
import { createConnectivity } from '../../../src/engine/workers/connectivity.ts';
import { everythingAllowed } from '../../../src/gateway/device-permissions.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import type { Peer } from '../../../src/gateway/peer.ts';
import { testAccount } from '../../support/context.ts';
import { testEngine } from '../../support/engine.ts';
import { find, switchOn } from '../../support/fleet-index.ts';
import { createThings } from '../../support/jobs.ts';
import { recordingOperations, silentLog, TestClient } from './test-gateway.ts';

test('a client is its thing by name alone, with a signature and with a certificate that is not attached', async (t) => {
  const engine = await testEngine();
  const { clock, newId } = engine;
  const connectivity = createConnectivity({ serverRun: newId(), now: () => clock.now() });
  const gateway = createMqttGateway({
    operations: recordingOperations(),
    identities: { find: async () => undefined },
    permissions: everythingAllowed,
    signerPermissions: {
      admit: (client) => everythingAllowed.admit({ ...client, certificateId: '', certificate: undefined }),
    },
    clock,
    log: silentLog,
    clients: connectivity,
  });
  t.after(() => gateway.close());
  t.after(() => connectivity.stop());
  const connect = async (clientId: string, identity: Pick<Peer, 'certificateId' | 'signer'>) => {
    const [ours, theirs] = duplexPair();
    ours.on('close', () => theirs.destroy());
    gateway.accept(theirs, { ...identity, address: '192.0.2.1' });
    const client = new TestClient(ours, 5);
    client.connect(clientId);
    assert.equal((await client.next('connack')).reasonCode, 0);
    return client;
  };
  const connected = async () => {
    await connectivity.run(engine.engine);
    await engine.settle();
    return find(engine, 'connectivity.connected:true');
  };

  await createThings(engine, 'signed', 'unattached', 'other');
  await switchOn(engine, 'STATUS');
  const signer = { accessKeyId: 'AKIAIOSFODNN7EXAMPLE', principal: rootPrincipal(testAccount), isSecure: true };
  const signed = await connect('signed', { certificateId: undefined, signer });
  await connect('unattached', { certificateId: 'c'.repeat(64) });
  await connect('nobody', { certificateId: 'd'.repeat(64) });
  assert.deepEqual(await connected(), ['signed', 'unattached']);
  signed.send({ cmd: 'disconnect' });
  await signed.closed;
  assert.deepEqual(await connected(), ['unattached']);
  assert.deepEqual(await find(engine, 'connectivity.disconnectReason:client_initiated_disconnect'), ['signed']);
});
