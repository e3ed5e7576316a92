/** Every error that a caller can receive, with its HTTP status; the wire's own names (docs/service/jobs.md#errors). */
export const errors = {
  AccessDeniedException: 403,
  CertificateConflictException: 409,
  CertificateStateException: 406,
  CertificateValidationException: 400,
  ConflictException: 409,
  DeleteConflictException: 409,
  ExpiredTokenException: 403,
  ForbiddenException: 403,
  IncompleteSignatureException: 403,
  IndexNotReadyException: 400,
  InternalFailureException: 500,
  InternalServerException: 500,
  InvalidQueryException: 400,
  InvalidRequestException: 400,
  InvalidSignatureException: 403,
  InvalidStateTransitionException: 409,
  LimitExceededException: 410,
  MalformedPolicyException: 400,
  MissingAuthenticationTokenException: 403,
  RegistrationCodeValidationException: 400,
  RequestEntityTooLargeException: 413,
  RequestTimeoutException: 408,
  ResourceAlreadyExistsException: 409,
  ResourceNotFoundException: 404,
  SerializationException: 400,
  ServiceQuotaExceededException: 402,
  ServiceUnavailableException: 503,
  TerminalStateException: 410,
  ThrottlingException: 400,
  UnauthorizedException: 401,
  UnknownOperationException: 404,
  UnrecognizedClientException: 403,
  ValidationException: 400,
  VersionConflictException: 409,
  VersionsLimitExceededException: 409,
} as const;

export type ErrorName = keyof typeof errors;

/**
 * A refusal for the caller to read: an error of the contract, a sentence that says what to do, and further members of
 * the body where the shape has them (`resourceId`, `resourceArn`, `executionState`). Anything else that is thrown is a
 * bug.
 */
export class ServiceError extends Error {
  override readonly name: ErrorName;
  readonly members: Readonly<Record<string, unknown>>;

  constructor(name: ErrorName, message: string, members: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = name;
    this.members = members;
  }
}

/** 400, the commonest refusal. */
export function invalidRequest(message: string): ServiceError {
  return new ServiceError('InvalidRequestException', message);
}

/** 404. */
export function resourceNotFound(message: string): ServiceError {
  return new ServiceError('ResourceNotFoundException', message);
}
