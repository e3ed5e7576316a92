/** Our own operations on access keys, beside the surface of the original service. */
import { defineOperation } from '../operation.ts';
import {
  accessKeyDescription,
  accessKeyId,
  newAccessKey,
  operatorName,
  policyDocument,
  sessionName,
} from './operator-shapes.ts';

const errors = ['InvalidRequestException', 'ResourceNotFoundException', 'InternalFailureException'] as const;
const limited = [...errors, 'LimitExceededException'] as const;

export const createAccessKey = defineOperation({
  name: 'CreateAccessKey',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/users/{userName}/keys',
  sentence: 'Makes an access key for a user and shows its secret, this once.',
  input: { userName: { shape: operatorName, required: true, in: 'path' } },
  output: newAccessKey,
  errors: limited,
  resources: ['user/{userName}'],
});

export const createSession = defineOperation({
  name: 'CreateSession',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/roles/{roleName}/sessions',
  sentence: 'Makes temporary credentials for a role and shows them, this once.',
  input: {
    roleName: { shape: operatorName, required: true, in: 'path' },
    sessionName: { shape: sessionName },
    durationSeconds: { shape: { type: 'integer', min: 1, max: 129_600 } },
    /** What the session may do at most: it may do what this and the policies of the role allow. */
    sessionPolicy: { shape: policyDocument },
  },
  output: newAccessKey,
  errors: [...limited, 'MalformedPolicyException'],
  resources: ['role/{roleName}'],
});

export const listAccessKeys = defineOperation({
  name: 'ListAccessKeys',
  service: 'iot',
  method: 'GET',
  path: '/x/admin/users/{userName}/keys',
  sentence: 'Lists the access keys of a user, without their secrets.',
  input: { userName: { shape: operatorName, required: true, in: 'path' } },
  output: { accessKeys: { shape: { type: 'list', of: accessKeyDescription } } },
  errors,
  resources: ['user/{userName}'],
});

export const updateAccessKey = defineOperation({
  name: 'UpdateAccessKey',
  service: 'iot',
  method: 'PATCH',
  path: '/x/admin/keys/{accessKeyId}',
  sentence: 'Switches an access key off, or on again.',
  input: {
    accessKeyId: { shape: accessKeyId, required: true, in: 'path' },
    status: { shape: { type: 'string', enum: ['Active', 'Inactive'] }, required: true },
  },
  output: {},
  errors: limited,
  resources: ['key/{accessKeyId}'],
});

export const rotateAccessKey = defineOperation({
  name: 'RotateAccessKey',
  service: 'iot',
  method: 'POST',
  path: '/x/admin/keys/{accessKeyId}/rotate',
  sentence: 'Makes a new access key in the place of one that ends at once, or after a while.',
  input: {
    accessKeyId: { shape: accessKeyId, required: true, in: 'path' },
    /** How long the old one goes on to work. */
    graceSeconds: { shape: { type: 'integer', min: 0, max: 2_592_000 } },
  },
  output: newAccessKey,
  errors: limited,
  resources: ['key/{accessKeyId}'],
});

export const deleteAccessKey = defineOperation({
  name: 'DeleteAccessKey',
  service: 'iot',
  method: 'DELETE',
  path: '/x/admin/keys/{accessKeyId}',
  sentence: 'Deletes an access key, which stops to work at once.',
  input: { accessKeyId: { shape: accessKeyId, required: true, in: 'path' } },
  output: {},
  errors,
  resources: ['key/{accessKeyId}'],
});
