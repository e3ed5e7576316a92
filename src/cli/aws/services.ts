/** The groups of AWS's own words. */
import type { ServiceName } from '../../contract/operation.ts';

export const services: readonly ServiceName[] = ['iot', 'iot-jobs-data'];
