import { createDynamicThingGroup } from './create-dynamic-thing-group.ts';
import { deleteDynamicThingGroup } from './delete-dynamic-thing-group.ts';
import { updateDynamicThingGroup } from './update-dynamic-thing-group.ts';

/** The dynamic thing group operations, by AWS's name. */
export const dynamicThingGroupOperations = {
  CreateDynamicThingGroup: createDynamicThingGroup,
  DeleteDynamicThingGroup: deleteDynamicThingGroup,
  UpdateDynamicThingGroup: updateDynamicThingGroup,
} as const;
