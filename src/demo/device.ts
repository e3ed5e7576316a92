/** One simulated device: a real MQTT client that takes jobs one after another and reports its progress. */
import mqtt from 'mqtt';
import { type Step, stepsOf } from './behaviour.ts';

export interface DeviceConnection {
  readonly host: string;
  readonly port: number;
  /** The name that the server's certificate must have. */
  readonly serverName: string;
  readonly caPem: string;
}

export interface DeviceIdentity {
  readonly thingName: string;
  readonly certificatePem: string;
  readonly privateKeyPem: string;
}

export interface SimulatedDevice {
  /** Resolves when the connection is closed and nothing of the device runs any more. */
  stop(): Promise<void>;
}

interface Execution {
  readonly jobId: string;
  readonly executionNumber: number;
}

const RECONNECT_MS = 1_000;

/** Connects, and reconnects whenever the connection is lost. */
export function startDevice(
  identity: DeviceIdentity,
  connection: DeviceConnection,
  onProblem: (error: Error) => void,
): SimulatedDevice {
  const prefix = `$aws/things/${identity.thingName}/jobs`;
  const client = mqtt.connect({
    protocol: 'mqtts',
    host: connection.host,
    port: connection.port,
    servername: connection.serverName,
    ca: connection.caPem,
    cert: identity.certificatePem,
    key: identity.privateKeyPem,
    clientId: identity.thingName,
    reconnectPeriod: RECONNECT_MS,
  });
  let current: Execution | undefined;
  let working: NodeJS.Timeout | undefined;

  const send = (topic: string, payload: object) =>
    client.publish(`${prefix}/${topic}`, JSON.stringify(payload), { qos: 1 }, (error) => error && onProblem(error));

  function askForWork(): void {
    clearTimeout(working);
    current = undefined;
    send('start-next', {});
  }

  function take(execution: Execution | undefined): void {
    if (execution === undefined || current !== undefined) return;
    current = execution;
    work(execution, stepsOf(identity.thingName, execution.jobId, execution.executionNumber));
  }

  function work(execution: Execution, [step, ...later]: readonly Step[]): void {
    if (step === undefined) return;
    working = setTimeout(() => {
      send(`${execution.jobId}/update`, {
        status: step.status,
        statusDetails: step.statusDetails,
        executionNumber: execution.executionNumber,
        includeJobExecutionState: true,
      });
      work(execution, later);
    }, step.afterMs);
  }

  client.on('connect', () => {
    const replies = [`${prefix}/start-next/accepted`, `${prefix}/+/update/accepted`, `${prefix}/+/update/rejected`];
    client.subscribe([`${prefix}/notify-next`, ...replies], { qos: 1 }, (error) =>
      error ? onProblem(error) : askForWork(),
    );
  });
  client.on('message', (topic, payload) => {
    // Our own server is at the other end.
    const message = JSON.parse(payload.toString()) as { execution?: Execution; executionState?: { status: string } };
    if (topic.endsWith('/start-next/accepted')) take(message.execution);
    // The job that the device works on was cancelled or deleted.
    else if (topic.endsWith('/update/rejected')) askForWork();
    else if (topic.endsWith('/update/accepted') && message.executionState?.status !== 'IN_PROGRESS') askForWork();
    else if (topic.endsWith('/notify-next') && current === undefined && message.execution !== undefined) askForWork();
  });
  client.on('error', onProblem);
  return {
    async stop() {
      clearTimeout(working);
      await client.endAsync(true);
    },
  };
}
