import type { JobExecution } from '../../domain/job-execution/job-execution.ts';

/**
 * An execution as lists show it; `startedAt` only once it was started (docs/service/executions.md#listing-executions).
 */
export function summaryOf(execution: JobExecution) {
  return {
    status: execution.status,
    queuedAt: execution.queuedAt,
    ...(execution.startedAt === null ? {} : { startedAt: execution.startedAt }),
    lastUpdatedAt: execution.lastUpdatedAt,
    executionNumber: execution.executionNumber,
    retryAttempt: execution.retryAttempt,
  };
}
