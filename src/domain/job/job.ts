/** A job as it is stored. Times are milliseconds since the epoch. */
import type { TypeOf } from '../../contract/shape.ts';
import type {
  abortConfig,
  destinationPackageVersions,
  jobExecutionsRetryConfig,
  jobExecutionsRolloutConfig,
  parameterMap,
  presignedUrlConfig,
  schedulingConfig,
  timeoutConfig,
} from '../../contract/shapes/job.ts';
import type { JobStatus, JobWork, SchedulePhase, TargetSelection } from './status.ts';

/** The configurations of a job, as they were given; null for those that were not. */
export interface JobConfigurations {
  readonly presignedUrlConfig: TypeOf<typeof presignedUrlConfig> | null;
  readonly rolloutConfig: TypeOf<typeof jobExecutionsRolloutConfig> | null;
  readonly abortConfig: TypeOf<typeof abortConfig> | null;
  readonly timeoutConfig: TypeOf<typeof timeoutConfig> | null;
  readonly retryConfig: TypeOf<typeof jobExecutionsRetryConfig> | null;
  readonly schedulingConfig: TypeOf<typeof schedulingConfig> | null;
  readonly documentParameters: TypeOf<typeof parameterMap> | null;
  readonly destinationPackageVersions: TypeOf<typeof destinationPackageVersions> | null;
}

export interface Job extends JobConfigurations {
  /** Known to musterd only. Unlike a job id, it is never used again. */
  readonly jobNumber: number;
  readonly jobId: string;
  readonly status: JobStatus;
  readonly targetSelection: TargetSelection;
  readonly namespaceId: string | null;
  readonly description: string | null;
  readonly comment: string | null;
  readonly reasonCode: string | null;
  /** null until the job is cancelled. */
  readonly forceCanceled: boolean | null;
  readonly documentSource: string | null;
  readonly jobTemplateArn: string | null;
  readonly createdAt: number;
  readonly lastUpdatedAt: number;
  readonly completedAt: number | null;
  readonly work: JobWork;
  /** null for a job without a schedule. */
  readonly schedulePhase: SchedulePhase | null;
  /** When the schedule next has something to do; null if it has nothing more to do. */
  readonly scheduleDueAt: number | null;
  /**
   * True if the job was SCHEDULED when it was cancelled or deleted: its queued executions were not in any list, so they
   * leave none.
   */
  readonly queuedHidden: boolean;
  readonly deletionStartedAt: number | null;
  /** A namespace that DeleteJob gave for a job that has none. */
  readonly mirrorNamespaceId: string | null;
}
