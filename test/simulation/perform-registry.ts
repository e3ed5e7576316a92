/** Changes of things and groups, and devices that come and go. */
import { certificateArn } from '../../src/domain/arn.ts';
import { operationHandlers as call } from '../../src/operations/index.ts';
import { statement } from '../../src/store/database/database.ts';
import { testAccount } from '../support/context.ts';
import { queryOf } from './condition.ts';
import type { ConnectionOperation, RegistryOperation } from './operation.ts';
import type { Process } from './process.ts';

const attach = statement(
  'simulation.attach',
  `INSERT INTO thing_principal (thing_name, principal, thing_principal_type)
   SELECT name, principal, type FROM unnest($1::text[], $2::text[], $3::text[]) AS t (name, principal, type)
    WHERE EXISTS (SELECT 1 FROM thing WHERE thing_name = name)
   ON CONFLICT DO NOTHING`,
);
const detach = statement('simulation.detach', 'DELETE FROM thing_principal WHERE thing_name = $1');

/** Every second thing has a certificate that is its own, and connects under another name. */
const hasExclusive = (thing: string) => Number(thing.slice(-1)) % 2 === 0;
const clientOf = (thing: string) => (hasExclusive(thing) ? `client of ${thing}` : thing);
const certificateOf = (thing: string) => `certificate of ${thing}`;

export async function changeConnections(process: Process, { kind, things }: ConnectionOperation): Promise<void> {
  const principals = things.map((thing) => certificateArn(testAccount, certificateOf(thing)));
  const types = things.map((thing) => (hasExclusive(thing) ? 'EXCLUSIVE_THING' : 'NON_EXCLUSIVE_THING'));
  await process.operator.database.query(attach, [things, principals, types]);
  for (const thing of things) {
    if (kind === 'connect') process.connections.clientConnected(clientOf(thing), certificateOf(thing));
    else process.connections.clientDisconnected(clientOf(thing), certificateOf(thing), 'CONNECTION_LOST');
  }
}

export async function changeRegistry({ operator }: Process, operation: RegistryOperation): Promise<unknown> {
  switch (operation.kind) {
    case 'create thing':
      return call.CreateThing(operator, { thingName: operation.thing });
    case 'delete thing':
      // Who has a certificate cannot be deleted.
      await operator.database.query(detach, [operation.thing]);
      return call.DeleteThing(operator, { thingName: operation.thing });
    case 'update thing': {
      const { attributes, thing: thingName, typeName } = operation;
      return call.UpdateThing(operator, {
        thingName,
        ...(attributes === undefined ? {} : { attributePayload: { attributes } }),
        ...(typeName === undefined ? {} : typeName === null ? { removeThingType: true } : { thingTypeName: typeName }),
      });
    }
    case 'create group': {
      const { group, parent } = operation;
      return call.CreateThingGroup(operator, {
        thingGroupName: group,
        ...(parent === undefined ? {} : { parentGroupName: parent }),
      });
    }
    case 'delete group':
      return call.DeleteThingGroup(operator, { thingGroupName: operation.group });
    case 'create dynamic group': {
      const { condition, group: thingGroupName } = operation;
      return call.CreateDynamicThingGroup(operator, { thingGroupName, queryString: queryOf(condition) });
    }
    case 'change query': {
      const { condition, group: thingGroupName } = operation;
      const queryString = queryOf(condition);
      return call.UpdateDynamicThingGroup(operator, { thingGroupName, thingGroupProperties: {}, queryString });
    }
    case 'delete dynamic group':
      return call.DeleteDynamicThingGroup(operator, { thingGroupName: operation.group });
    case 'join':
      return call.AddThingToThingGroup(operator, {
        thingName: operation.thing,
        thingGroupName: operation.group,
        overrideDynamicGroups: operation.override,
      });
    case 'leave':
      return call.RemoveThingFromThingGroup(operator, { thingName: operation.thing, thingGroupName: operation.group });
  }
}
