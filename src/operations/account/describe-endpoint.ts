import { invalidRequest } from '../../contract/errors.ts';
import type { Handler } from '../context.ts';

/**
 * The types are compared without regard to case, as samples write them
 * (docs/service/registry.md#which-endpoint-is-whose).
 */
export const describeEndpoint: Handler<'DescribeEndpoint'> = async (context, { endpointType = 'iot:Data' }) => {
  const { data, jobs, credentialProvider } = context.settings.endpoints;
  switch (endpointType.toLowerCase()) {
    case 'iot:data':
    case 'iot:data-ats':
      return { endpointAddress: data };
    case 'iot:jobs':
      return { endpointAddress: jobs };
    case 'iot:credentialprovider':
      return { endpointAddress: credentialProvider };
    default:
      throw invalidRequest(
        'The endpointType is unknown. Use iot:Data-ATS, iot:Data, iot:Jobs or iot:CredentialProvider.',
      );
  }
};
