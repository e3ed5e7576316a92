import type { dynamicThingGroupOperations } from '../../contract/operations/dynamic-thing-group/index.ts';
import type { Handlers } from '../context.ts';
import { createDynamicThingGroup } from './create-dynamic-thing-group.ts';
import { deleteDynamicThingGroup } from './delete-dynamic-thing-group.ts';
import { updateDynamicThingGroup } from './update-dynamic-thing-group.ts';

/** What the dynamic thing group operations do. */
export const dynamicThingGroupHandlers: Handlers<typeof dynamicThingGroupOperations> = {
  CreateDynamicThingGroup: createDynamicThingGroup,
  DeleteDynamicThingGroup: deleteDynamicThingGroup,
  UpdateDynamicThingGroup: updateDynamicThingGroup,
};
