import { resourceNotFound } from '../../contract/errors.ts';
import type { JobExecution } from '../../domain/job-execution/job-execution.ts';

/** The execution, or 404 in words that name what was looked for. */
export function requireExecution(
  execution: JobExecution | undefined,
  wanted: { readonly jobId: string; readonly thingName: string; readonly executionNumber?: number | undefined },
): JobExecution {
  if (execution !== undefined) return execution;
  const number = wanted.executionNumber === undefined ? '' : ` with number ${wanted.executionNumber}`;
  throw resourceNotFound(`Thing ${wanted.thingName} has no execution${number} of job ${wanted.jobId}.`);
}
