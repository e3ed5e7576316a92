import type { thingGroupOperations } from '../../contract/operations/thing-group/index.ts';
import type { Handlers } from '../context.ts';
import { addThingToThingGroup } from './add-thing-to-thing-group.ts';
import { createThingGroup } from './create-thing-group.ts';
import { deleteThingGroup } from './delete-thing-group.ts';
import { describeThingGroup } from './describe-thing-group.ts';
import { listThingGroups } from './list-thing-groups.ts';
import { listThingGroupsForThing } from './list-thing-groups-for-thing.ts';
import { listThingsInThingGroup } from './list-things-in-thing-group.ts';
import { removeThingFromThingGroup } from './remove-thing-from-thing-group.ts';
import { updateThingGroup } from './update-thing-group.ts';
import { updateThingGroupsForThing } from './update-thing-groups-for-thing.ts';

/** What the thing group operations do. */
export const thingGroupHandlers: Handlers<typeof thingGroupOperations> = {
  AddThingToThingGroup: addThingToThingGroup,
  CreateThingGroup: createThingGroup,
  DeleteThingGroup: deleteThingGroup,
  DescribeThingGroup: describeThingGroup,
  ListThingGroups: listThingGroups,
  ListThingGroupsForThing: listThingGroupsForThing,
  ListThingsInThingGroup: listThingsInThingGroup,
  RemoveThingFromThingGroup: removeThingFromThingGroup,
  UpdateThingGroup: updateThingGroup,
  UpdateThingGroupsForThing: updateThingGroupsForThing,
};
