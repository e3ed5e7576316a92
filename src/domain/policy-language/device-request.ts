/** What a device asks permission for: the actions, and the resource of each (`security.md` 4). */
import { type Account, arn } from '../arn.ts';
import type { ContextLookup } from './condition.ts';
import { mayInsertInto } from './connection-context.ts';
import type { PolicyRequest } from './evaluate.ts';

/** Actions over MQTT, and the kind of resource that each is about. */
const mqttResources = {
  'iot:Connect': 'client',
  'iot:Publish': 'topic',
  'iot:RetainPublish': 'topic',
  'iot:Subscribe': 'topicfilter',
  'iot:Receive': 'topic',
} as const;

export type MqttAction = keyof typeof mqttResources;

const intoTopicFilter = mayInsertInto('topic filter');
const intoOther = mayInsertInto('other');

/** An action over MQTT; `name` is the client id, the topic or the topic filter. */
export function mqttRequest(account: Account, action: MqttAction, name: string, context: ContextLookup): PolicyRequest {
  return mqttRequestOn(action, arn(account, `${mqttResources[action]}/${name}`), context);
}

/** An action over MQTT on a resource that is given as an ARN, whatever it names. */
export function mqttRequestOn(action: MqttAction, resource: string, context: ContextLookup): PolicyRequest {
  const mayInsert = action === 'iot:Subscribe' ? intoTopicFilter : intoOther;
  return { actions: [action], resource, context, mayInsert };
}

/** An operation of the device API over HTTPS. It has a name of its own and an older one, which `iot:*` means as well. */
export function httpsRequest(
  account: Account,
  operation: string,
  thingName: string,
  context: ContextLookup,
): PolicyRequest {
  return {
    actions: [`iotjobsdata:${operation}`, `iot:${operation}`],
    resource: arn(account, `thing/${thingName}`),
    context,
    mayInsert: intoOther,
  };
}
