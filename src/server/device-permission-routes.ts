/** `GET /x/things/{thingName}/permissions`. */
import { testDevice as contract } from '../contract/extensions/device-permissions.ts';
import type { InputOf } from '../contract/operation.ts';
import type { ExtensionRoute } from '../gateway/http/extension-route.ts';
import type { OperationContext } from '../operations/context.ts';
import { testDevice } from '../operations/device-policies/test-device.ts';

export function devicePermissionRoutes(context: OperationContext): ExtensionRoute[] {
  return [
    // The input has passed this contract.
    { operation: contract, handle: (input) => testDevice(context, input as InputOf<typeof contract>) },
  ];
}
