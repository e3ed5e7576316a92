/**
 * Turns whatever was thrown into the error of the wire; the one place where HTTP does so (docs/service/jobs.md#errors,
 * docs/service/devices.md#https-data-plane).
 */
import { type ErrorName, errors, ServiceError } from '../../contract/errors.ts';
import { JobsRejection, rejections } from '../../contract/rejections.ts';
import { DatabaseUnavailable } from '../../lib/database-unavailable.ts';
import type { Log } from '../../lib/log.ts';
import { jobExecutionState } from './device-outcome.ts';
import type { Endpoint } from './endpoint.ts';

export interface Refusal {
  readonly status: number;
  readonly name: ErrorName;
  /** `message` and whatever the error's shape has besides. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The refusal for an error. One that is no ServiceError and no JobsRejection is logged with the id of the request and
 * answered without detail. `endpoint` is undefined if the request did not get as far.
 */
export function refusalOf(error: unknown, endpoint: Endpoint | undefined, requestId: string, log: Log): Refusal {
  if (error instanceof JobsRejection) {
    const { exception, status } = rejections[error.code];
    const state = error.executionState && { executionState: jobExecutionState(error.executionState) };
    return { status, name: exception, body: { message: error.message, ...state } };
  }
  if (error instanceof ServiceError) {
    const { status, name } =
      endpoint?.plane === 'device' ? onDeviceApi(error.name) : onControlPlane(modelledName(error.name, endpoint));
    return { status, name, body: { message: error.message, ...error.members } };
  }
  const operation = endpoint?.operation.name;
  if (error instanceof DatabaseUnavailable) {
    if (!error.isOutage) log.warn({ err: error, requestId, operation }, 'the database did not answer');
    const message = `The service is temporarily unavailable. ${error.message} Try again in a moment`;
    return unavailable('ServiceUnavailableException', message);
  }
  log.error({ err: error, requestId, operation }, 'a request failed unexpectedly');
  return unavailable(internalErrorOf(endpoint), 'An internal error occurred');
}

function onControlPlane(name: ErrorName): { readonly status: number; readonly name: ErrorName } {
  return { status: errors[name], name };
}

/**
 * What some operations, those on packages, call these errors that nearly all others have
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
const otherNames: Partial<Record<ErrorName, ErrorName>> = {
  InvalidRequestException: 'ValidationException',
  LimitExceededException: 'ServiceQuotaExceededException',
};

/** The name under which the operation models the error, where it has another one. */
function modelledName(name: ErrorName, endpoint: Endpoint | undefined): ErrorName {
  const modelled = endpoint?.operation.errors ?? [];
  const other = otherNames[name];
  return other !== undefined && !modelled.includes(name) && modelled.includes(other) ? other : name;
}

function onDeviceApi(name: ErrorName): { readonly status: number; readonly name: ErrorName } {
  if (name === 'ThrottlingException') return { status: rejections.RequestThrottled.status, name };
  // The device API has one error for content of any kind of wrongness.
  return onControlPlane(name === 'SerializationException' ? rejections.InvalidJson.exception : name);
}

function unavailable(name: ErrorName, message: string): Refusal {
  return { status: errors[name], name, body: { message } };
}

const internalErrors = [
  'InternalFailureException',
  'InternalServerException',
  'ServiceUnavailableException',
] as const satisfies readonly ErrorName[];

/** The first of the errors for a fault of ours that the operation models. */
function internalErrorOf(endpoint: Endpoint | undefined): ErrorName {
  const modelled = endpoint?.operation.errors ?? [];
  return internalErrors.find((name) => modelled.includes(name)) ?? 'InternalFailureException';
}
