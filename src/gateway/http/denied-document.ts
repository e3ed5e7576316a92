/**
 * Leaves the job document out of what the device API answers to an operator whose policies deny it GetJobDocument on
 * that job (docs/service/permissions.md#documents-on-the-device-api).
 */
import type { CallerPermissions } from '../../access/operators/caller-permissions.ts';
import type { DeviceOperations } from '../../operations/device/device-operations.ts';
import type { Input } from './endpoint.ts';

type Described = Awaited<ReturnType<DeviceOperations['DescribeJobExecution']>>;
type Updated = Awaited<ReturnType<DeviceOperations['UpdateJobExecution']>>;

/** The same outcome of the device operation with this name, perhaps without its document. */
export async function withoutDeniedDocument(
  name: string,
  outcome: unknown,
  input: Input,
  permissions: CallerPermissions,
): Promise<unknown> {
  const isDenied = (jobId: unknown) => permissions.denies('iot:GetJobDocument', `job/${String(jobId)}`);
  switch (name) {
    case 'UpdateJobExecution': {
      // The outcome is that of the operation with this name, as `DeviceOperations` types it.
      const updated = outcome as Updated;
      if (updated.jobDocument === undefined || !(await isDenied(input['jobId']))) return updated;
      return { ...updated, jobDocument: undefined };
    }
    case 'StartNextPendingJobExecution':
    case 'DescribeJobExecution': {
      // As above; these two have outcomes of the same type.
      const { execution } = outcome as Described;
      if (execution?.jobDocument === undefined || !(await isDenied(execution.jobId))) return outcome;
      return { execution: { ...execution, jobDocument: undefined } };
    }
    default:
      return outcome;
  }
}
