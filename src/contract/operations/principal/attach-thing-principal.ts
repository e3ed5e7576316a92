import { defineOperation } from '../../operation.ts';
import { thingName } from '../../shapes/common.ts';
import { principal, thingPrincipalType } from '../../shapes/security.ts';

export const attachThingPrincipal = defineOperation({
  name: 'AttachThingPrincipal',
  service: 'iot',
  method: 'PUT',
  path: '/things/{thingName}/principals',
  sentence: 'Attaches a certificate to a thing.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    principal: { shape: principal, in: 'header', name: 'x-amzn-principal', required: true },
    thingPrincipalType: { shape: thingPrincipalType, in: 'query' },
  },
  output: {},
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['thing/{thingName}', '{principal}'],
});
