import { resourceNotFound } from '../../contract/errors.ts';
import { thingGroupArn } from '../../domain/arn.ts';
import { namesOnPath } from '../../domain/thing-group.ts';
import { type ThingGroup, thingGroupByName } from '../../store/thing-group/thing-group.ts';
import type { Handler } from '../context.ts';

/** Describes a static or dynamic thing group (docs/service/thing-groups.md#describing-a-thing-group). */
export const describeThingGroup: Handler<'DescribeThingGroup'> = async (context, { thingGroupName }) => {
  const { account } = context.settings;
  const group = await thingGroupByName(context.database, thingGroupName);
  if (group === undefined) throw resourceNotFound(`Thing group ${thingGroupName} does not exist.`);
  const ancestors = namesOnPath(group.path)
    .slice(0, -1)
    .map((groupName) => ({ groupName, groupArn: thingGroupArn(account, groupName) }));
  return {
    thingGroupName,
    thingGroupId: group.thingGroupId,
    thingGroupArn: thingGroupArn(account, thingGroupName),
    version: group.version,
    thingGroupProperties: properties(group),
    thingGroupMetadata: {
      parentGroupName: group.parentGroupName ?? undefined,
      rootToParentThingGroups: ancestors.length === 0 ? undefined : ancestors,
      creationDate: group.createdAt,
    },
    indexName: group.indexName ?? undefined,
    queryString: group.queryString ?? undefined,
    queryVersion: group.queryVersion ?? undefined,
    status: group.status ?? undefined,
  };
};

function properties({ description, attributes }: ThingGroup) {
  return {
    thingGroupDescription: description ?? undefined,
    attributePayload: Object.keys(attributes).length === 0 ? undefined : { attributes },
  };
}
