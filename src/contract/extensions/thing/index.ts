import { testDevice } from './test-device.ts';

/** The operations under `/x/` that explain things. */
export const thingExtensions = {
  TestDevice: testDevice,
} as const;
