import { createThing } from './create-thing.ts';
import { deleteThing } from './delete-thing.ts';
import { describeThing } from './describe-thing.ts';
import { listThings } from './list-things.ts';
import { updateThing } from './update-thing.ts';

/** The thing operations, by AWS's name. */
export const thingOperations = {
  CreateThing: createThing,
  DeleteThing: deleteThing,
  DescribeThing: describeThing,
  ListThings: listThings,
  UpdateThing: updateThing,
} as const;
