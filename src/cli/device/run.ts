/** `musterd device run`: a small reference device for trials, which lets a program of yours do the jobs. */
import { constants } from 'node:fs';
import { access, readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parseDuration } from '../../lib/duration.ts';
import { apiOptions, openApi } from '../api.ts';
import { type CommandBody, CommandFailure, type OptionValues } from '../command.ts';
import { runningServer } from '../find-server.ts';
import { UsageError } from '../parse-options.ts';
import { Agent, type Endpoint } from './agent.ts';
import { ensureIdentity } from './identity.ts';

const DEFAULT_DIRECTORY = './musterd-devices';
const DEFAULT_TIMEOUT = '1h';

export const deviceRun: CommandBody = {
  operand: { placeholder: 'THING', help: 'The name of the thing; it is made if it is not there' },
  options: [
    {
      name: 'job-handler',
      placeholder: 'PROGRAM',
      help: 'Runs for each job, with the job document on its standard input',
    },
    {
      name: 'handler-timeout',
      placeholder: 'DURATION',
      help: 'End the handler after this time',
      defaultText: DEFAULT_TIMEOUT,
    },
    { name: 'identity-dir', placeholder: 'DIR', help: 'Keep key and certificate here', defaultText: DEFAULT_DIRECTORY },
    {
      name: 'mqtt',
      placeholder: 'HOST:PORT',
      help: 'Where MQTT over TLS is served',
      defaultText: 'the server that runs here',
    },
    { name: 'ca-file', placeholder: 'FILE', help: "Verifies the server's certificate; needed with --mqtt" },
    { name: 'once', help: 'Stop after one job; the exit code is 1 if it did not succeed' },
    ...apiOptions,
  ],
  remarks: [
    {
      term: '',
      help:
        'Lines name=value that the handler prints become status details. Exit code 0 is SUCCEEDED, 65 is REJECTED and any other ' +
        'FAILED, with the last line on standard error as the reason. The handler finds MUSTERD_JOB_ID, ' +
        'MUSTERD_EXECUTION_NUMBER and MUSTERD_THING_NAME in its environment.',
    },
  ],
  async run({ operand: thingName = '', ...values }, terminal) {
    const program = values['job-handler'];
    if (program === undefined) throw new UsageError('--job-handler is missing: name the program that does the jobs.');
    await checkProgram(program);
    const timeoutMs = parseDuration(values['handler-timeout'] ?? DEFAULT_TIMEOUT);
    if (timeoutMs === undefined) throw new UsageError('--handler-timeout must be a duration such as 90s or 1h.');
    const endpoint = await endpointOf(values);
    const api = await openApi(values);
    const identity = await ensureIdentity(api, thingName, resolve(values['identity-dir'] ?? DEFAULT_DIRECTORY));
    return new Promise<number>((end, fail) => {
      const agent = new Agent({
        identity,
        endpoint,
        // A path is relative to here; a plain name is looked for as the shell does.
        program: program.includes('/') ? resolve(program) : program,
        timeoutMs,
        say: (line) => terminal.complain(`${line}\n`),
        onOutput: terminal.print,
        onDone: (status) => {
          if (values['once'] !== undefined) stop(status === 'SUCCEEDED' ? 0 : 1);
        },
      });
      const interrupted = () => stop(0);
      const stop = (code: number) => {
        process.off('SIGINT', interrupted);
        process.off('SIGTERM', interrupted);
        agent.stop().then(() => end(code), fail);
      };
      process.once('SIGINT', interrupted);
      process.once('SIGTERM', interrupted);
    });
  },
};

/** A path must lead to a program now; a plain name is looked for when a job comes. */
async function checkProgram(program: string): Promise<void> {
  if (!program.includes('/')) return;
  try {
    await access(resolve(program), constants.X_OK);
  } catch (cause) {
    // The file system throws nothing but errors with a code.
    const reason = (cause as NodeJS.ErrnoException).code === 'EACCES' ? 'may not be run (chmod +x)' : 'is not there';
    throw new CommandFailure(`The program ${program} ${reason}.`, { cause });
  }
}

async function endpointOf(values: OptionValues): Promise<Endpoint> {
  const { mqtt: named, 'ca-file': caFile } = values;
  if (named === undefined) {
    const ready = await runningServer();
    if (ready === undefined) {
      throw new CommandFailure(
        'no server runs here. Start one with musterd up, or name one with --mqtt and --ca-file.',
      );
    }
    return { host: ready.mqttHost, port: ready.mqttsPort, caPem: await readCa(caFile ?? ready.caFile) };
  }
  const [, host, port] = /^\[?([^\]]+?)\]?:(\d{1,5})$/.exec(named) ?? [];
  if (host === undefined) throw new UsageError(`--mqtt is ${JSON.stringify(named)}: it must be HOST:PORT.`);
  if (caFile === undefined) throw new UsageError('--ca-file is missing: --mqtt needs the authority of the server.');
  return { host, port: Number(port), caPem: await readCa(caFile) };
}

async function readCa(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new CommandFailure(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
