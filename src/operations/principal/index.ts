import type { principalOperations } from '../../contract/operations/principal/index.ts';
import type { Handlers } from '../context.ts';
import { attachThingPrincipal } from './attach-thing-principal.ts';
import { detachThingPrincipal } from './detach-thing-principal.ts';
import { listPrincipalThings } from './list-principal-things.ts';
import { listPrincipalThingsV2 } from './list-principal-things-v2.ts';
import { listThingPrincipals } from './list-thing-principals.ts';
import { listThingPrincipalsV2 } from './list-thing-principals-v2.ts';

/** What answers the principal operations. */
export const principalHandlers: Handlers<typeof principalOperations> = {
  AttachThingPrincipal: attachThingPrincipal,
  DetachThingPrincipal: detachThingPrincipal,
  ListPrincipalThings: listPrincipalThings,
  ListPrincipalThingsV2: listPrincipalThingsV2,
  ListThingPrincipals: listThingPrincipals,
  ListThingPrincipalsV2: listThingPrincipalsV2,
};
