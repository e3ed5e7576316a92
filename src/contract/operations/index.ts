/** Every operation that is served, by AWS's name. The compiler asks for a handler of each (`operations/index.ts`). */

import { jobOperations } from './job/index.ts';
import { jobExecutionOperations } from './job-execution/index.ts';

export { deviceOperations } from './device/index.ts';

export const controlPlaneOperations = {
  ...jobOperations,
  ...jobExecutionOperations,
} as const;

export type ControlPlaneOperations = typeof controlPlaneOperations;
