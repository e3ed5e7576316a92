/**
 * The permission that a device needs: its action, and the resource of that action
 * (docs/service/identity.md#actions-of-devices).
 */
import { type Account, arn } from '../arn.ts';
import type { ContextLookup } from './condition.ts';
import { mayInsertInto } from './connection-context.ts';
import type { PolicyRequest } from './evaluate.ts';

/** The actions over MQTT, each with the kind of resource that it is about. */
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

/** An action over MQTT on a resource that is given as an ARN of any kind. */
export function mqttRequestOn(action: MqttAction, resource: string, context: ContextLookup): PolicyRequest {
  const mayInsert = action === 'iot:Subscribe' ? intoTopicFilter : intoOther;
  return { actions: [action], resource, context, mayInsert };
}

/**
 * An operation of the device API over HTTPS. It has its own action name and an older one, which `iot:*` covers as well.
 */
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
