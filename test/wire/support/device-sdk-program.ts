/** A device as a process: `IotJobsClientv2` of `aws-iot-device-sdk-v2`, led by messages of the test that started it. */
import { once } from 'node:events';
import { iotjobs, mqtt, mqtt_request_response, mqtt5 } from 'aws-iot-device-sdk-v2';
import type { Identity } from './device.ts';
import {
  type Address,
  type Credentials,
  clientConfiguration,
  connectionConfiguration,
  type Protocol,
} from './device-sdk-configuration.ts';

export interface Opening {
  readonly server: Address;
  readonly identity: Identity | Credentials;
  readonly clientId: string;
  readonly protocol: Protocol;
}

export interface Streams {
  readonly changed: iotjobs.model.JobExecutionsChangedEvent;
  readonly next: iotjobs.model.NextJobExecutionChangedEvent;
}
export type StreamName = keyof Streams;

type Client = iotjobs.IotJobsClientv2;
type Method =
  | 'getPendingJobExecutions'
  | 'startNextPendingJobExecution'
  | 'describeJobExecution'
  | 'updateJobExecution';
export type Question = { [M in Method]: { readonly method: M; readonly request: Parameters<Client[M]>[0] } }[Method];
export type Order =
  | { readonly open: Opening }
  | { readonly listen: StreamName; readonly thingName: string }
  | { readonly close: true }
  | Question;

export interface Message {
  readonly id: number;
  readonly order: Order;
}

export type Answer =
  | { readonly id: number; readonly result: unknown }
  | { readonly id: number; readonly rejection: iotjobs.model.V2ErrorResponse }
  | { readonly id: number; readonly failure: string }
  | { [N in StreamName]: { readonly stream: N; readonly message: Streams[N] } }[StreamName];

const requests = {
  maxRequestResponseSubscriptions: 6,
  maxStreamingSubscriptions: 2,
  operationTimeoutInSeconds: 10,
};

let opened: { readonly jobs: Client; readonly disconnect: () => Promise<unknown> } | undefined;

async function obey(order: Order): Promise<unknown> {
  if ('open' in order) {
    opened = order.open.protocol === 'MQTT 5' ? await overMqtt5(order.open) : await overMqtt311(order.open);
    return undefined;
  }
  if (opened === undefined) throw new Error('not connected');
  const { jobs, disconnect } = opened;
  if ('listen' in order) return listen(jobs, order.listen, order.thingName);
  if ('close' in order) {
    jobs.close();
    return void (await disconnect());
  }
  switch (order.method) {
    case 'getPendingJobExecutions':
      return jobs.getPendingJobExecutions(order.request);
    case 'startNextPendingJobExecution':
      return jobs.startNextPendingJobExecution(order.request);
    case 'describeJobExecution':
      return jobs.describeJobExecution(order.request);
    case 'updateJobExecution':
      return jobs.updateJobExecution(order.request);
  }
}

async function overMqtt5({ server, identity, clientId }: Opening) {
  const client = new mqtt5.Mqtt5Client(clientConfiguration(server, identity, clientId));
  const jobs = iotjobs.IotJobsClientv2.newFromMqtt5(client, requests);
  const connected = once(client, mqtt5.Mqtt5Client.CONNECTION_SUCCESS);
  client.start();
  await connected;
  const disconnect = async () => {
    const stopped = once(client, mqtt5.Mqtt5Client.STOPPED);
    client.stop();
    await stopped;
    client.close();
  };
  return { jobs, disconnect };
}

async function overMqtt311({ server, identity, clientId }: Opening) {
  const connection = new mqtt.MqttClient().new_connection(connectionConfiguration(server, identity, clientId));
  const jobs = iotjobs.IotJobsClientv2.newFromMqtt311(connection, requests);
  await connection.connect();
  return { jobs, disconnect: () => connection.disconnect() };
}

async function listen(jobs: Client, name: StreamName, thingName: string): Promise<void> {
  const stream: mqtt_request_response.StreamingOperation<Streams[StreamName]> =
    name === 'changed'
      ? jobs.createJobExecutionsChangedStream({ thingName })
      : jobs.createNextJobExecutionChangedStream({ thingName });
  stream.on('incomingPublish', ({ message }) => process.send?.({ stream: name, message }));
  const subscribed = once(stream, mqtt_request_response.StreamingOperation.SUBSCRIPTION_STATUS);
  stream.open();
  await subscribed;
}

function answerTo(id: number, order: Order): Promise<Answer> {
  return obey(order).then(
    (result) => ({ id, result }),
    (error: unknown) => {
      const isRejection = error instanceof mqtt_request_response.ServiceError && error.modeledError;
      return isRejection ? { id, rejection: error.modeledError } : { id, failure: String(error) };
    },
  );
}

process.on('message', ({ id, order }: Message) => {
  void answerTo(id, order).then((answer) => process.send?.(answer));
});
// Nothing else ends a process with this SDK in it.
process.on('disconnect', () => process.exit());
