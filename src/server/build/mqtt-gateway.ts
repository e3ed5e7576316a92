/** Builds the MQTT gateway, with its sessions in the store. */
import type { ClientListener } from '../../gateway/mqtt/broker/presence.ts';
import type { SessionStore } from '../../gateway/mqtt/broker/session-keeper.ts';
import { createMqttGateway, type MqttGateway } from '../../gateway/mqtt/gateway.ts';
import { wallClock } from '../../lib/clock.ts';
import { justInTimeRegistration } from '../../operations/ca-certificate/just-in-time-registration.ts';
import type { OperationContext } from '../../operations/context.ts';
import type { Database } from '../../store/database/database.ts';
import { deleteMessages, listMessages, putMessages } from '../../store/mqtt/mqtt-message.ts';
import { deleteSessions, listSessions, putSessions } from '../../store/mqtt/mqtt-session.ts';
import type { Operators } from '../operators.ts';
import type { BuildContext } from './context.ts';
import type { DevicePath } from './devices.ts';

/** Resolves when the sessions of an earlier run are loaded; nobody is let in yet. */
export async function buildMqttGateway(
  { connections, lifetime, log, settings, signals, store }: BuildContext,
  { clock, newId, settings: { account } }: OperationContext,
  devices: DevicePath,
  operators: Operators,
  clients: ClientListener,
): Promise<MqttGateway> {
  const { identities, operations, permissions } = devices;
  const mqtt = createMqttGateway({
    operations,
    identities,
    permissions,
    signerPermissions: operators.signerPermissions,
    closeOnDenied: settings.closeOnDenied,
    onRefusal: operators.recordRefusal,
    clock,
    log,
    introduce: justInTimeRegistration({ database: store.general, signals, account, clock, wallClock, newId }),
    clients,
    sessions: sessionsIn(store.general),
    settings: { ...settings.mqtt, connections: connections.mqtt },
  });
  lifetime.add('MQTT gateway', () => mqtt.close());
  signals.on('certificate changed', ({ certificateId }) => mqtt.dropCertificate(certificateId));
  await mqtt.restore();
  return mqtt;
}

function sessionsIn(database: Database): SessionStore {
  return {
    put: (sessions) => putSessions(database, sessions),
    remove: (clientIds) => deleteSessions(database, clientIds),
    list: (afterClientId, limit) => listSessions(database, afterClientId, limit),
    messages: {
      put: (messages) => putMessages(database, messages),
      remove: (messages) => deleteMessages(database, messages),
      list: (after, limit) => listMessages(database, after, limit),
    },
  };
}
