import { defineOperation } from '../../operation.ts';
import { boolean, long, thingName } from '../../shapes/common.ts';
import { attributePayload, thingTypeName } from '../../shapes/registry.ts';

export const updateThing = defineOperation({
  name: 'UpdateThing',
  service: 'iot',
  method: 'PATCH',
  path: '/things/{thingName}',
  sentence: 'Changes the attributes or the type of a thing.',
  input: {
    thingName: { shape: thingName, in: 'path', required: true },
    thingTypeName: { shape: thingTypeName },
    attributePayload: { shape: attributePayload },
    expectedVersion: { shape: long },
    removeThingType: { shape: boolean },
  },
  output: {},
  errors: [
    'InvalidRequestException',
    'VersionConflictException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceNotFoundException',
  ],
  resources: ['thing/{thingName}', 'thingtype/{thingTypeName}'],
});
