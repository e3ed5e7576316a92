/** `GET /x/things/{thingName}/jobs/{jobId}/reach`. */
import { describeJobReach as contract } from '../contract/extensions/job-reach.ts';
import { type ExtensionRoute, extensionRoute } from '../gateway/http/extension-route.ts';
import { type ConnectedClients, describeJobReach } from '../operations/job/describe-job-reach.ts';

export function jobReachRoutes(clients: ConnectedClients): readonly ExtensionRoute[] {
  return [extensionRoute(contract, (input, context) => describeJobReach(context, input, clients))];
}
