/** Changes of things and groups, and devices that come and go. */
import { operationHandlers as call } from '../../src/operations/index.ts';
import { queryOf } from './condition.ts';
import type { ConnectionOperation, RegistryOperation } from './operation.ts';
import type { Process } from './process.ts';

export function changeConnections({ connections }: Process, { kind, things }: ConnectionOperation): void {
  for (const thing of things) {
    if (kind === 'connect') connections.clientConnected(thing);
    else connections.clientDisconnected(thing, 'CONNECTION_LOST');
  }
}

export async function changeRegistry({ operator }: Process, operation: RegistryOperation): Promise<unknown> {
  switch (operation.kind) {
    case 'create thing':
      return call.CreateThing(operator, { thingName: operation.thing });
    case 'delete thing':
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
