import { defineOperation } from '../../operation.ts';
import { thingName } from '../../shapes/common.ts';
import { principal } from '../../shapes/security.ts';

export const detachThingPrincipal = defineOperation({
  name: 'DetachThingPrincipal',
  service: 'iot',
  method: 'DELETE',
  path: '/things/{thingName}/principals',
  sentence: 'Detaches a certificate from a thing.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    principal: { shape: principal, in: 'header', name: 'x-amzn-principal', required: true },
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
