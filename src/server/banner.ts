/** What a person reads when the server is ready: where it is, where the keys are, what to paste, how to stop. */
import { basename, resolve } from 'node:path';
import { shellQuote } from '../lib/shell-quote.ts';
import { isLoopback } from './addresses.ts';
import { type Settings, settingsTable } from './settings/table.ts';
import type { RunningServer } from './start.ts';

type BannerSettings = Pick<
  Settings,
  'host' | 'allowInsecureHttp' | 'demo' | 'ephemeral' | 'databaseUrl' | 'devicePolicies'
>;

/** How the command was called, so that what is printed can be pasted. */
export interface Invocation {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The program's file, `process.argv[1]`. */
  readonly program: string;
}

export function banner(
  server: RunningServer,
  settings: BannerSettings,
  isTerminal: boolean,
  invocation: Invocation = { environment: process.env, program: process.argv[1] ?? 'musterd' },
): string {
  const { ready } = server;
  const bold = (text: string) =>
    isTerminal && !invocation.environment['NO_COLOR'] ? `\u001b[1m${text}\u001b[22m` : text;
  const aws = 'aws --endpoint-url "$AWS_ENDPOINT_URL" iot';
  const target = settings.demo > 0 ? 'thinggroup/demo' : 'thing/lamp';
  const arn = `arn:${server.partition}:iot:${ready.region}:${ready.accountId}:${target}`;
  // A fresh id, so that what is printed works again after a restart.
  const jobId = `hello-${Math.floor(server.startedAt / 1_000).toString(36)}`;
  const local = !isLoopback(settings.host) && !settings.allowInsecureHttp ? '  (this machine only)' : '';
  const isDefault = server.dataDirectory === resolve(settingsTable.dataDir.default);
  const lines = [
    bold(`musterd is ready (${server.startMs} ms).`),
    '',
    `  HTTP         ${ready.endpoint}${local}`,
    `  HTTPS        ${ready.httpsEndpoint}`,
    `  MQTT         ${ready.mqttHost}:${ready.mqttsPort}, TLS with client certificates`,
    `  CA           ${ready.caFile}`,
    `  Credentials  ${server.credentialsFile ?? 'as MUSTERD_ROOT_ACCESS_KEY_ID and MUSTERD_ROOT_SECRET_ACCESS_KEY say'}`,
    `  Account      ${ready.accountId} in ${ready.region}`,
    `  Data         ${server.dataDirectory}${settings.ephemeral ? '  (thrown away at the end)' : ''}`,
    ...(settings.demo > 0
      ? [`  Demo         ${settings.demo} simulated devices: things demo-0001 and on, thing group demo`]
      : []),
    ...(ready.insecureMqttPort === undefined
      ? []
      : [
          '',
          `MQTT without TLS on ${settings.host}:${ready.insecureMqttPort}: every program on this machine may do everything that a device may.`,
        ]),
    ...(settings.devicePolicies === 'ignore'
      ? ['', 'Device policies are ignored: every registered, active certificate may do everything.']
      : []),
    '',
    `In another terminal${isDefault ? ', in this directory' : ''}, with the AWS CLI: a thing, a job for ${settings.demo > 0 ? 'the simulated devices' : 'it'}, and its status.`,
    '',
    `  eval "$(${commandName(invocation)} env${isDefault ? '' : ` --data-dir ${shellQuote(server.dataDirectory)}`})"`,
    bold(`  ${aws} create-thing --thing-name lamp`),
    bold(`  ${aws} create-job --job-id ${jobId} --targets ${arn} --document '{"operation":"hello"}'`),
    bold(`  ${aws} describe-job --job-id ${jobId}`),
    '',
    `Ctrl-C stops it${isTerminal ? '' : `, and so does kill ${ready.pid}`}.`,
    '',
  ];
  return `${lines.join('\n')}\n`;
}

function commandName({ environment, program }: Invocation): string {
  if (environment['npm_lifecycle_event'] !== undefined) return 'npx musterd';
  if (basename(program) === 'musterd') return 'musterd';
  return `node ${shellQuote(program)}`;
}
