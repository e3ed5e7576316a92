import { attachThingPrincipal } from './attach-thing-principal.ts';
import { detachThingPrincipal } from './detach-thing-principal.ts';
import { listPrincipalThings } from './list-principal-things.ts';
import { listPrincipalThingsV2 } from './list-principal-things-v2.ts';
import { listThingPrincipals } from './list-thing-principals.ts';
import { listThingPrincipalsV2 } from './list-thing-principals-v2.ts';

/** What attaches certificates to things and lists it, by AWS's name. */
export const principalOperations = {
  AttachThingPrincipal: attachThingPrincipal,
  DetachThingPrincipal: detachThingPrincipal,
  ListPrincipalThings: listPrincipalThings,
  ListPrincipalThingsV2: listPrincipalThingsV2,
  ListThingPrincipals: listThingPrincipals,
  ListThingPrincipalsV2: listThingPrincipalsV2,
} as const;
