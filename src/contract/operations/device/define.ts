import type { ErrorName } from '../../errors.ts';
import type { Members } from '../../shape.ts';

interface DeviceOperation {
  readonly name: string;
  readonly method: 'GET' | 'PUT' | 'POST';
  readonly path: string;
  readonly sentence: string;
  readonly input: Members;
  readonly output: Members;
  readonly furtherErrors?: readonly ErrorName[];
}

const commonErrors = [
  'CertificateValidationException',
  'InvalidRequestException',
  'ResourceNotFoundException',
  'ServiceUnavailableException',
  'ThrottlingException',
] as const;

/** An operation of the device API: the service, the thing as its resource and the errors that all four share. */
export function defineDeviceOperation<const O extends DeviceOperation>(operation: O) {
  return {
    ...operation,
    service: 'iot-jobs-data' as const,
    // Widened on purpose: who reads contracts does not need the exact names.
    errors: [...commonErrors, ...(operation.furtherErrors ?? [])] as readonly ErrorName[],
    // Widened, as above.
    resources: ['thing/{thingName}'] as readonly string[],
  };
}
