/**
 * The clients of `aws-iot-device-sdk-v2`. The current one lives in a process of its own: its native streams keep a process
 * alive for ever, even when everything is closed.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { iotjobs, mqtt } from 'aws-iot-device-sdk-v2';
import type { Identity } from './device.ts';
import { connectionConfiguration } from './device-sdk-configuration.ts';
import type { Answer, Message, Opening, Order, Question, StreamName, Streams } from './device-sdk-program.ts';
import { Inbox } from './inbox.ts';
import type { WireServer } from './server.ts';
import { within } from './within.ts';

const program = join(import.meta.dirname, 'device-sdk-program.js');

/** What the service says when it rejects a request of the current client. */
export class JobsRejectionError extends Error {
  readonly response: iotjobs.model.V2ErrorResponse;

  constructor(response: iotjobs.model.V2ErrorResponse) {
    super(response.message ?? response.code);
    this.response = response;
  }
}

/** The requests of the current client, and its streams. */
export interface JobsSession extends Pick<iotjobs.IotJobsClientv2, Question['method']> {
  /** Opens a stream and waits until it is subscribed; gives what comes. */
  listen<N extends StreamName>(stream: N, thingName: string): Promise<Inbox<Streams[N]>>;
}

/** Connects the current client while `use` runs. */
export async function withJobsClient(opening: Opening, use: (session: JobsSession) => Promise<void>): Promise<void> {
  const child = fork(program, { serialization: 'advanced', stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(child, 'exit');
  try {
    const link = new Link(child);
    await link.ask({ open: opening });
    await use(sessionOver(link));
    await link.ask({ close: true });
  } finally {
    if (child.connected) child.disconnect();
    await within(exited, 'the device ends').catch((error) => {
      child.kill('SIGKILL');
      throw error;
    });
  }
}

/** Connects the older client, which leaves subscribing and matching to its user. */
export async function withOlderJobsClient(
  server: WireServer,
  { identity, clientId }: { readonly identity: Identity; readonly clientId: string },
  use: (jobs: iotjobs.IotJobsClient) => Promise<void>,
): Promise<void> {
  const connection = new mqtt.MqttClient().new_connection(connectionConfiguration(server, identity, clientId));
  await within(connection.connect(), 'the SDK is connected');
  try {
    await use(new iotjobs.IotJobsClient(connection));
  } finally {
    await within(connection.disconnect(), 'the SDK is disconnected');
  }
}

function sessionOver(link: Link): JobsSession {
  return {
    getPendingJobExecutions: (request) => link.call({ method: 'getPendingJobExecutions', request }),
    startNextPendingJobExecution: (request) => link.call({ method: 'startNextPendingJobExecution', request }),
    describeJobExecution: (request) => link.call({ method: 'describeJobExecution', request }),
    updateJobExecution: (request) => link.call({ method: 'updateJobExecution', request }),
    async listen(stream, thingName) {
      await link.ask({ listen: stream, thingName });
      return link.streams[stream];
    },
  };
}

/** Questions to the other process, and what comes from its streams. */
class Link {
  readonly streams: { readonly [N in StreamName]: Inbox<Streams[N]> } = { changed: new Inbox(), next: new Inbox() };
  readonly #child: ChildProcess;
  readonly #answers = new Inbox<Extract<Answer, { readonly id: number }>>();
  #lastId = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.on('message', (answer: Answer) => {
      if ('id' in answer) this.#answers.add(answer);
      else if (answer.stream === 'changed') this.streams.changed.add(answer.message);
      else this.streams.next.add(answer.message);
    });
  }

  async ask(order: Order): Promise<unknown> {
    this.#lastId += 1;
    const id = this.#lastId;
    const message: Message = { id, order };
    this.#child.send(message);
    const answer = await this.#answers.take('an answer of the device', (candidate) => candidate.id === id);
    if ('rejection' in answer) throw new JobsRejectionError(answer.rejection);
    if ('failure' in answer) throw new Error(answer.failure);
    return answer.result;
  }

  async call<T>(question: Question): Promise<T> {
    // The SDK in the other process gives what its declarations say for the method.
    return (await this.ask(question)) as T;
  }
}
