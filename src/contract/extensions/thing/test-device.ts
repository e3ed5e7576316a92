import { defineOperation } from '../../operation.ts';
import { jobId, namespaceId, thingName } from '../../shapes/common.ts';

const text = { type: 'string' } as const;

const permission = {
  type: 'structure',
  members: {
    /** For example `iot:Publish`. */
    action: { shape: text },
    /** The last part of the ARN, for example `client/lamp`. */
    resource: { shape: text },
    allowed: { shape: { type: 'boolean' } },
    /** Of what is not allowed: false for HTTPS where no statement is about it and everything over MQTT is allowed, which does the same. */
    needed: { shape: { type: 'boolean' } },
    /** The statement that decides, or that nothing allows it. */
    reason: { shape: text },
  },
} as const;

const certificatePermissions = {
  type: 'structure',
  members: {
    certificateId: { shape: text },
    status: { shape: text },
    policyNames: { shape: { type: 'list', of: text } },
    /** Over MQTT in the order of a connection's life, then over HTTPS. */
    permissions: { shape: { type: 'list', of: permission } },
    /** What to look at first if it cannot connect. */
    hint: { shape: text },
  },
} as const;

export const testDevice = defineOperation({
  name: 'TestDevice',
  service: 'iot',
  method: 'GET',
  path: '/x/things/{thingName}/permissions',
  sentence: 'Tells what a thing may do with each of its certificates, and which statements say so.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    /** The thing's name if absent. */
    clientId: { shape: { type: 'string', min: 1, max: 128 }, in: 'query' },
    /** The job that topics are asked for. */
    jobId: { shape: jobId, in: 'query' },
    /** The namespace of the job: its topics then take the place of the plain ones, or stand beside them. */
    namespaceId: { shape: namespaceId, in: 'query' },
  },
  output: {
    thingName: { shape: thingName },
    clientId: { shape: text },
    certificates: { shape: { type: 'list', of: certificatePermissions } },
  },
  errors: ['InvalidRequestException', 'ResourceNotFoundException'],
  resources: ['thing/{thingName}'],
});
