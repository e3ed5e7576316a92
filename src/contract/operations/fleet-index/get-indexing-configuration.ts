import { defineOperation } from '../../operation.ts';
import { thingGroupIndexingConfiguration, thingIndexingConfiguration } from '../../shapes/fleet-index.ts';

export const getIndexingConfiguration = defineOperation({
  name: 'GetIndexingConfiguration',
  service: 'iot',
  method: 'GET',
  path: '/indexing/config',
  sentence: 'Shows what is indexed of things and thing groups.',
  input: {},
  output: {
    thingIndexingConfiguration: { shape: thingIndexingConfiguration },
    thingGroupIndexingConfiguration: { shape: thingGroupIndexingConfiguration },
  },
  errors: [
    'InvalidRequestException',
    'ThrottlingException',
    'UnauthorizedException',
    'ServiceUnavailableException',
    'InternalFailureException',
  ],
  resources: ['*'],
});
