/** Jobs for the wire tests, made and watched through AWS's client. */
import {
  CreateJobCommand,
  type CreateJobCommandInput,
  DescribeJobCommand,
  DescribeJobExecutionCommand,
  type IoTClient,
  type Job,
  ResourceNotFoundException,
} from '@aws-sdk/client-iot';
import { uniqueName } from './device.ts';
import { eventually } from './within.ts';

export const DOCUMENT = '{ "operation": "reboot",  "after": [1, 2.50] }';

/** Creates a job and gives its id. */
export async function createJob(
  iot: IoTClient,
  targets: readonly string[],
  options: Partial<CreateJobCommandInput> = {},
): Promise<string> {
  const input = { jobId: uniqueName('job'), targets: [...targets], document: DOCUMENT, ...options };
  await iot.send(new CreateJobCommand(input));
  return input.jobId ?? '';
}

/** Creates a job and waits until the thing has its execution. */
export async function queueJob(
  iot: IoTClient,
  { thingName, thingArn }: { readonly thingName: string; readonly thingArn: string },
  options: Partial<CreateJobCommandInput> = {},
): Promise<string> {
  const jobId = await createJob(iot, [thingArn], options);
  await executionOf(iot, thingName, jobId);
  return jobId;
}

/** Waits until the thing has an execution of the job. */
export async function executionOf(iot: IoTClient, thingName: string, jobId: string): Promise<void> {
  await eventually(
    () =>
      iot.send(new DescribeJobExecutionCommand({ thingName, jobId })).catch((error: unknown) => {
        if (error instanceof ResourceNotFoundException) return undefined;
        throw error;
      }),
    (answer) => answer?.execution !== undefined,
  );
}

/** Waits until the job is as `isIt` wants it. */
export async function jobThat(iot: IoTClient, jobId: string, isIt: (job: Job) => boolean): Promise<Job> {
  const job = await eventually(
    async () => (await iot.send(new DescribeJobCommand({ jobId }))).job ?? {},
    (answer) => isIt(answer),
  );
  return job;
}

/** Waits until the job does not exist any more. */
export async function jobGone(iot: IoTClient, jobId: string): Promise<void> {
  await eventually(
    () =>
      iot.send(new DescribeJobCommand({ jobId })).then(
        () => false,
        (error: unknown) => {
          if (error instanceof ResourceNotFoundException) return true;
          throw error;
        },
      ),
    (isGone) => isGone,
  );
}
