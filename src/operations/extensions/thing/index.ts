import type { thingExtensions } from '../../../contract/extensions/thing/index.ts';
import type { ExtensionHandlers } from '../context.ts';
import { testDevice } from './test-device.ts';

/** What the operations under `/x/` that explain things do. */
export const thingExtensionHandlers: ExtensionHandlers<typeof thingExtensions> = {
  TestDevice: testDevice,
};
