/** Tells what a device may do, as the gateways would decide, and which statement says so. */

import { compileInForce, namesIn, readEffectivePolicies } from '../../../access/device-policies/effective-policies.ts';
import { hintOf, reasonOf } from '../../../access/device-policies/reason.ts';
import type { ExtensionOperations } from '../../../contract/extensions/index.ts';
import type { OutputOf } from '../../../contract/operation.ts';
import { deviceOperations } from '../../../contract/operations/device/index.ts';
import { notifyNextTopic, notifyTopic, replyTopic, requestTopics } from '../../../contract/topics.ts';
import { parseArn } from '../../../domain/arn.ts';
import { connectionContext } from '../../../domain/policy-language/connection-context.ts';
import { httpsRequest, type MqttAction, mqttRequest } from '../../../domain/policy-language/device-request.ts';
import { evaluate, type PolicyRequest, statementsAbout } from '../../../domain/policy-language/evaluate.ts';
import { findCertificate } from '../../../store/certificate/certificate.ts';
import { listPrincipalsOfThing } from '../../../store/thing/thing-principal.ts';
import type { OperationContext } from '../../context.ts';
import { checkThingExists } from '../../principal/existence.ts';
import type { ExtensionHandler } from '../context.ts';

type Tested = OutputOf<ExtensionOperations['TestDevice']>;
type TestedCertificate = NonNullable<Tested['certificates']>[number];
type Permission = NonNullable<TestedCertificate['permissions']>[number];

/** More certificates of one thing are not looked at. */
const CERTIFICATES = 25;
const ANY_JOB = 'JOB';

/** ResourceNotFoundException if there is no such thing. */
export const testDevice: ExtensionHandler<'TestDevice'> = async (context, input) => {
  const { thingName, clientId = thingName, jobId = ANY_JOB, namespaceId } = input;
  await checkThingExists(context, thingName);
  const principals = await listPrincipalsOfThing(context.database, thingName, undefined, '', CERTIFICATES);
  const certificates: TestedCertificate[] = [];
  for (const { principal } of principals) {
    const certificate = await testCertificate(context, { principal, thingName, clientId, jobId, namespaceId });
    if (certificate !== undefined) certificates.push(certificate);
  }
  return { thingName, clientId, certificates };
};

interface TestedConnection {
  readonly principal: string;
  readonly thingName: string;
  readonly clientId: string;
  readonly jobId: string;
  readonly namespaceId: string | undefined;
}

async function testCertificate(
  context: OperationContext,
  { principal, thingName, clientId, jobId, namespaceId }: TestedConnection,
): Promise<TestedCertificate | undefined> {
  const { account } = context.settings;
  const certificateId = parseArn(account, principal)?.name ?? '';
  const certificate = await findCertificate(context.database, certificateId);
  if (certificate === undefined) return undefined;
  const connected = await readEffectivePolicies(context, { principal, name: clientId });
  const calling = await readEffectivePolicies(context, { principal, name: thingName });
  const facts = { certificateId, certificateNames: namesIn(certificate.certificatePem) };
  const overMqtt = connectionContext({ ...facts, clientId, thing: connected.thing ?? null });
  const overHttps = connectionContext(facts);
  const decideBy = ({ policies }: typeof connected) => {
    const statements = policies.flatMap(compileInForce);
    const held = { policyNames: policies.map(({ policyName }) => policyName) };
    return (request: PolicyRequest) => {
      const decision = evaluate(statements, request);
      const [action = ''] = request.actions;
      const resource = parseArn(account, request.resource);
      return {
        decision,
        isMentioned: statementsAbout(statements, request.actions).length > 0,
        permission: {
          action,
          resource: `${resource?.type}/${resource?.name}`,
          allowed: decision.outcome === 'allow',
          reason: reasonOf(decision, held),
        },
      };
    };
  };
  const mqtt = decideBy(connected);
  const https = decideBy(calling);
  const connect = mqtt(mqttRequest(account, 'iot:Connect', clientId, overMqtt));
  const topics = jobsTopics(thingName, jobId, namespaceId).map(([action, name]) =>
    mqtt(mqttRequest(account, action, name, overMqtt)),
  );
  const calls = Object.keys(deviceOperations).map((operation) =>
    https(httpsRequest(account, operation, thingName, overHttps)),
  );
  const policyNames = connected.policies.map(({ policyName }) => policyName);
  return {
    certificateId,
    status: certificate.status,
    policyNames,
    hint: hintOf(connect.decision, { policyNames, thing: connected.thing }, clientId),
    permissions: permissionsOf([connect, ...topics], calls),
  };
}

interface Tried {
  /** Whether a statement is about the action, whatever the resource. */
  readonly isMentioned: boolean;
  readonly permission: Permission;
}

/** Whose policies do not speak of HTTPS, and allow everything over MQTT, does not mean the device to use HTTPS. */
function permissionsOf(mqtt: readonly Tried[], https: readonly Tried[]): Permission[] {
  const suffices = mqtt.every(({ permission }) => permission.allowed) && !https.some(({ isMentioned }) => isMentioned);
  const told = (tried: readonly Tried[], needed: boolean) =>
    tried.map(({ permission }) => (permission.allowed === true ? permission : { ...permission, needed }));
  return [...told(mqtt, true), ...told(https, !suffices)];
}

/** What device software subscribes to, publishes and receives for jobs. */
function jobsTopics(
  thingName: string,
  jobId: string,
  namespaceId: string | undefined,
): readonly (readonly [MqttAction, string])[] {
  const plain = requestTopics(thingName, jobId);
  const { describe, describeNext, update } = requestTopics(thingName, jobId, namespaceId);
  const requests = [...new Set([...Object.values(plain), describeNext, describe, update])];
  const notifications = [notifyTopic(thingName, namespaceId), notifyNextTopic(thingName, namespaceId)];
  const replies = requests.flatMap((topic) => [replyTopic(topic, 'accepted'), replyTopic(topic, 'rejected')]);
  const wildcards = requests.map((topic) => `${topic}/+`);
  const named = (action: MqttAction, topics: readonly string[]) => topics.map((topic) => [action, topic] as const);
  return [
    ...named('iot:Subscribe', [...notifications, ...wildcards, ...replies]),
    ...named('iot:Publish', requests),
    ...named('iot:Receive', [...notifications, ...replies]),
  ];
}
