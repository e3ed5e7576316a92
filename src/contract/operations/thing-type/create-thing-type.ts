import { defineOperation } from '../../operation.ts';
import { string, tagList } from '../../shapes/common.ts';
import { thingTypeName, thingTypeProperties } from '../../shapes/registry.ts';

export const createThingType = defineOperation({
  name: 'CreateThingType',
  service: 'iot',
  method: 'POST',
  path: '/thing-types/{thingTypeName}',
  sentence: 'Creates a thing type.',
  input: {
    thingTypeName: { shape: thingTypeName, in: 'path', required: true },
    thingTypeProperties: { shape: thingTypeProperties },
    tags: { shape: tagList },
  },
  output: {
    thingTypeName: { shape: thingTypeName },
    thingTypeArn: { shape: string },
    thingTypeId: { shape: string },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
    'ResourceAlreadyExistsException',
  ],
  resources: ['thingtype/{thingTypeName}'],
});
