import type { thingTypeOperations } from '../../contract/operations/thing-type/index.ts';
import type { Handlers } from '../context.ts';
import { createThingType } from './create-thing-type.ts';
import { deleteThingType } from './delete-thing-type.ts';
import { deprecateThingType } from './deprecate-thing-type.ts';
import { describeThingType } from './describe-thing-type.ts';
import { listThingTypes } from './list-thing-types.ts';
import { updateThingType } from './update-thing-type.ts';

/** What the thing type operations do. */
export const thingTypeHandlers: Handlers<typeof thingTypeOperations> = {
  CreateThingType: createThingType,
  DeleteThingType: deleteThingType,
  DeprecateThingType: deprecateThingType,
  DescribeThingType: describeThingType,
  ListThingTypes: listThingTypes,
  UpdateThingType: updateThingType,
};
