import { defineOperation } from '../../operation.ts';
import { thingGroupIndexingConfiguration, thingIndexingConfiguration } from '../../shapes/fleet-index.ts';

export const updateIndexingConfiguration = defineOperation({
  name: 'UpdateIndexingConfiguration',
  service: 'iot',
  method: 'POST',
  path: '/indexing/config',
  sentence: 'Changes what is indexed of things and thing groups, and builds the indexes anew.',
  input: {
    thingIndexingConfiguration: { shape: thingIndexingConfiguration },
    thingGroupIndexingConfiguration: { shape: thingGroupIndexingConfiguration },
  },
  output: {},
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['*'],
});
