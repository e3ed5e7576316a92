/** `GET /x/things/{thingName}/permissions`. */
import { testDevice as contract } from '../contract/extensions/device-permissions.ts';
import { type ExtensionRoute, extensionRoute } from '../gateway/http/extension-route.ts';
import { testDevice } from '../operations/thing/test-device.ts';

export const devicePermissionRoutes: readonly ExtensionRoute[] = [
  extensionRoute(contract, (input, context) => testDevice(context, input)),
];
