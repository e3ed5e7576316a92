/**
 * How the device API refuses: one code over MQTT, one exception and status over HTTPS
 * (docs/service/devices.md#rejections).
 */

export const rejections = {
  InvalidTopic: { exception: 'InvalidRequestException', status: 400 },
  InvalidJson: { exception: 'InvalidRequestException', status: 400 },
  InvalidRequest: { exception: 'InvalidRequestException', status: 400 },
  InvalidStateTransition: { exception: 'InvalidStateTransitionException', status: 409 },
  ResourceNotFound: { exception: 'ResourceNotFoundException', status: 404 },
  /** The API model has no exception for it. */
  VersionMismatch: { exception: 'InvalidStateTransitionException', status: 409 },
  InternalError: { exception: 'ServiceUnavailableException', status: 503 },
  /** 429 here, 400 on the control plane. */
  RequestThrottled: { exception: 'ThrottlingException', status: 429 },
  TerminalStateReached: { exception: 'TerminalStateException', status: 410 },
} as const;

export type RejectionCode = keyof typeof rejections;

/** The state of an execution as update replies and two of the rejections carry it. */
export interface JobExecutionState {
  readonly status: string;
  readonly statusDetails?: Readonly<Record<string, string>> | undefined;
  readonly versionNumber: number;
}

/** A refusal of the device API. */
export class JobsRejection extends Error {
  override readonly name = 'JobsRejection';
  readonly kind = 'rejection';
  readonly code: RejectionCode;
  /** With InvalidStateTransition and VersionMismatch only. */
  readonly executionState: JobExecutionState | undefined;

  constructor(code: RejectionCode, message: string, executionState?: JobExecutionState) {
    super(message);
    this.code = code;
    this.executionState = executionState;
  }
}
