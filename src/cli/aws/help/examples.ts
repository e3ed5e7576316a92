/** The examples of the pages of help, by service and operation. */

export interface Example {
  readonly title: string;
  readonly text: string;
  readonly command: readonly string[];
  /** Absent where the command prints nothing. */
  readonly output?: readonly string[];
  readonly further?: string;
}

export const examples: Readonly<Record<string, readonly Example[] | undefined>> = {
  'iot.DeleteJob': [
    {
      title: 'To delete a job',
      text:
        'The following delete-job example deletes a job that is still in progress, which only --force does. Its executions are ' +
        'deleted with it, also those that devices are working on.',
      command: ['musterd iot delete-job \\', '    --job-id "example-job-04" \\', '    --force'],
      further: 'For more about what happens to a job and when, see "musterd iot describe-job help".',
    },
  ],
  'iot.DeleteJobExecution': [
    {
      title: 'To delete a job execution',
      text:
        'The following delete-job-execution example deletes one finished execution of a job on a thing. The number of the ' +
        'execution is in the output of describe-job-execution.',
      command: [
        'musterd iot delete-job-execution \\',
        '    --job-id "example-job-02" \\',
        '    --thing-name "MyRaspberryPi" \\',
        '    --execution-number 1',
      ],
      further: 'For the number to use, see "musterd iot describe-job-execution help".',
    },
  ],
  'iot.DescribeJob': [
    {
      title: 'To see how far a job is',
      text: 'The following describe-job example shows how many executions of a job are in which status.',
      command: [
        'musterd iot describe-job \\',
        '    --job-id "example-job-04" \\',
        "    --query 'job.[status, jobProcessDetails.numberOfSucceededThings]' \\",
        '    --output text',
      ],
      output: ['IN_PROGRESS\t17'],
    },
  ],
  'iot.CreateJob': [
    {
      title: 'To create a job',
      text: 'The following create-job example sends a document to all things of a group, at most fifty of them each minute.',
      command: [
        'musterd iot create-job \\',
        '    --job-id "example-job-04" \\',
        '    --targets "arn:aws:iot:us-east-1:000000000000:thinggroup/kitchen" \\',
        '    --document file://example-job.json \\',
        '    --job-executions-rollout-config maximumPerMinute=50',
      ],
      output: [
        '{',
        '    "jobArn": "arn:aws:iot:us-east-1:000000000000:job/example-job-04",',
        '    "jobId": "example-job-04"',
        '}',
      ],
    },
  ],
};
