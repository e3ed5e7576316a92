/** What a page says about an operation beside its sentence (docs/service/deletion.md#deleting-a-job). */
export const remarks: Readonly<Record<string, readonly string[] | undefined>> = {
  'iot.DeleteJob': [
    'A job that is COMPLETED or CANCELED is deleted without --force. One that is SCHEDULED or IN_PROGRESS is refused without it, with an ' +
      'InvalidStateTransitionException.',
    'The call returns at once. How long the deletion takes depends on the number of executions and other factors; until it is ' +
      'done, the job is shown with the status DELETION_IN_PROGRESS. To delete or cancel a job in this status is an error.',
    'Only 10 jobs may be in DELETION_IN_PROGRESS at the same time; for the eleventh there is a LimitExceededException.',
    'When the deletion is done, the identifier may be used for a new job. It is better not to, and only safe when no device ' +
      'still works on the job that was deleted.',
  ],
  'iot.DeleteJobExecution': [
    'An execution that has ended, as SUCCEEDED, FAILED, REJECTED, TIMED_OUT, CANCELED or REMOVED, is deleted without --force. One that ' +
      'is QUEUED or IN_PROGRESS is refused without it, with an InvalidStateTransitionException.',
    'The other executions of the job stay, and so does the job.',
    'The execution number says which execution of the job on the thing is meant. After a deletion a number may be used again, so ' +
      'read the current one with describe-job-execution and be sure to use the right one.',
  ],
  'iot.CancelJob': [
    'Queued executions are canceled, and with --force those in progress too. A device that works on one is not told by itself; its ' +
      'next update is refused.',
  ],
};
