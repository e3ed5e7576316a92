/** The reference device: takes one job execution after another over MQTT and lets a handler work on them. */
import mqtt from 'mqtt';
import { jobsPrefix, notifyNextTopic } from '../../contract/topics.ts';
import { type Outcome, type RunningHandler, startHandler } from './handler.ts';
import type { Identity } from './identity.ts';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
  readonly caPem: string;
}

export interface AgentOptions {
  readonly identity: Identity;
  readonly endpoint: Endpoint;
  readonly program: string;
  readonly timeoutMs: number;
  /** One line for the person who watches. */
  readonly say: (line: string) => void;
  readonly onOutput: (text: string) => void;
  /** Told of each execution that is done, and with what status. */
  readonly onDone: (status: string) => void;
}

interface Execution {
  readonly jobId: string;
  readonly executionNumber: number;
  readonly jobDocument?: unknown;
  readonly approximateSecondsBeforeTimedOut?: number;
}

interface Message {
  readonly execution?: Execution;
  readonly code?: string;
  readonly message?: string;
  readonly clientToken?: string;
}

const RECONNECT_MS = 1_000;
const REPORT_MS = 1_000;

export class Agent {
  readonly #options: AgentOptions;
  readonly #client: mqtt.MqttClient;
  readonly #prefix: string;
  #current: { readonly execution: Execution; readonly handler: RunningHandler; isLost: boolean } | undefined;
  #reportAt = 0;
  #pendingReport: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(options: AgentOptions) {
    this.#options = options;
    const { endpoint, identity, say } = options;
    this.#prefix = jobsPrefix(identity.thingName);
    this.#client = mqtt.connect({
      protocol: 'mqtts',
      host: endpoint.host,
      port: endpoint.port,
      ca: endpoint.caPem,
      cert: identity.certificatePem,
      key: identity.privateKeyPem,
      clientId: identity.thingName,
      reconnectPeriod: RECONNECT_MS,
    });
    this.#client.on('connect', () => this.#connected());
    this.#client.on('message', (topic, payload) => this.#received(topic, payload));
    this.#client.on('error', (error) => say(`cannot reach ${endpoint.host}:${endpoint.port}: ${error.message}`));
  }

  /** Resolves when the handler has ended and the connection is closed; what runs is left to the next start. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#pendingReport);
    const { handler } = this.#current ?? {};
    handler?.kill();
    await handler?.outcome;
    await this.#client.endAsync();
  }

  #connected(): void {
    const { identity, say } = this.#options;
    const replies = ['start-next/accepted', 'start-next/rejected', '+/update/rejected'];
    const topics = [notifyNextTopic(identity.thingName), ...replies.map((reply) => `${this.#prefix}/${reply}`)];
    this.#client.subscribe(topics, { qos: 1 }, (error) => {
      if (error) return say(`cannot subscribe: ${error.message}`);
      say(`${identity.thingName} is connected and waits for jobs`);
      this.#askForWork();
    });
  }

  #askForWork(): void {
    if (this.#current === undefined && !this.#isStopped) this.#send('start-next', {});
  }

  #received(topic: string, payload: Buffer): void {
    const message = readMessage(payload);
    if (topic.endsWith('/start-next/accepted')) this.#take(message.execution);
    else if (topic.endsWith('/notify-next')) this.#nextChanged(message.execution);
    else if (topic.endsWith('/rejected')) this.#rejected(topic, message);
  }

  #take(execution: Execution | undefined): void {
    if (execution === undefined || this.#current !== undefined || this.#isStopped) return;
    const { identity, onOutput, program, say, timeoutMs } = this.#options;
    const { approximateSecondsBeforeTimedOut: left, executionNumber, jobDocument, jobId } = execution;
    say(`${jobId}: started (execution ${executionNumber})`);
    const work = { thingName: identity.thingName, jobId, executionNumber, document: documentText(jobDocument) };
    const handler = startHandler(work, {
      program,
      // The service's own timer may be the shorter one.
      timeoutMs: left === undefined ? timeoutMs : Math.min(timeoutMs, left * 1_000),
      onOutput,
      onDetails: (statusDetails) => this.#report(execution, statusDetails),
    });
    const current = { execution, handler, isLost: false };
    this.#current = current;
    handler.outcome.then(
      (outcome) => this.#finished(execution, outcome, current.isLost),
      (error: Error) => say(`${jobId}: ${error.message}`),
    );
  }

  /** At most one report each second; the last one of a second is the one that counts. */
  #report(execution: Execution, statusDetails: Readonly<Record<string, string>>): void {
    clearTimeout(this.#pendingReport);
    const send = () => {
      this.#reportAt = Date.now();
      this.#update(execution, { status: 'IN_PROGRESS', statusDetails });
    };
    const waitMs = this.#reportAt + REPORT_MS - Date.now();
    if (waitMs <= 0) send();
    else this.#pendingReport = setTimeout(send, waitMs);
  }

  #finished(execution: Execution, { status, statusDetails }: Outcome, isLost: boolean): void {
    clearTimeout(this.#pendingReport);
    this.#current = undefined;
    if (this.#isStopped) return;
    const { onDone, say } = this.#options;
    if (isLost) {
      say(`${execution.jobId}: stopped, the execution is no longer ours`);
      this.#askForWork();
      return;
    }
    this.#update(execution, { status, statusDetails }, () => {
      say(
        `${execution.jobId}: ${status}${statusDetails['reason'] === undefined ? '' : `, ${statusDetails['reason']}`}`,
      );
      onDone(status);
      this.#askForWork();
    });
  }

  /** Another first execution means that the one that is worked on was canceled, deleted or timed out. */
  #nextChanged(next: Execution | undefined): void {
    const current = this.#current;
    if (current === undefined) {
      if (next !== undefined) this.#askForWork();
      return;
    }
    const { executionNumber, jobId } = current.execution;
    if (next?.jobId !== jobId || next.executionNumber !== executionNumber) this.#lose();
  }

  #rejected(topic: string, { code, message }: Message): void {
    this.#options.say(`${topic.slice(this.#prefix.length + 1)}: ${code ?? 'rejected'}, ${message ?? ''}`);
    const current = this.#current;
    if (current !== undefined && topic === `${this.#prefix}/${current.execution.jobId}/update/rejected`) this.#lose();
  }

  #lose(): void {
    if (this.#current === undefined) return;
    this.#current.isLost = true;
    this.#current.handler.kill();
  }

  #update({ executionNumber, jobId }: Execution, update: object, then?: () => void): void {
    this.#send(`${jobId}/update`, { ...update, executionNumber }, then);
  }

  #send(topic: string, payload: object, then?: () => void): void {
    this.#client.publish(`${this.#prefix}/${topic}`, JSON.stringify(payload), { qos: 1 }, (error) => {
      if (error && !this.#isStopped) this.#options.say(`cannot publish: ${error.message}`);
      else then?.();
    });
  }
}

/** A message that is no JSON object says nothing. */
function readMessage(payload: Buffer): Message {
  try {
    const value: unknown = JSON.parse(payload.toString());
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function documentText(document: unknown): string {
  return typeof document === 'string' ? document : JSON.stringify(document ?? null);
}
