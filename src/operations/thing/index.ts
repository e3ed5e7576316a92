import type { thingOperations } from '../../contract/operations/thing/index.ts';
import type { Handlers } from '../context.ts';
import { createThing } from './create-thing.ts';
import { deleteThing } from './delete-thing.ts';
import { describeThing } from './describe-thing.ts';
import { listThings } from './list-things.ts';
import { updateThing } from './update-thing.ts';

/** What the thing operations do. */
export const thingHandlers: Handlers<typeof thingOperations> = {
  CreateThing: createThing,
  DeleteThing: deleteThing,
  DescribeThing: describeThing,
  ListThings: listThings,
  UpdateThing: updateThing,
};
