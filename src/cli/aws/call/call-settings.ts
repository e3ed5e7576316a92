/**
 * How a call is sent, from global options and configuration: attempts, waiting times, trust
 * (docs/service/command-line.md#how-calls-are-sent).
 */
import { readFile } from 'node:fs/promises';
import type { OperationContract } from '../../../contract/operation.ts';
import { versionText } from '../../version.ts';
import { groupOf } from '../command-groups.ts';
import type { Configuration } from '../config/configuration.ts';
import type { Connection } from '../connection.ts';
import type { DebugLog } from '../debug-log.ts';
import { AwsFailure } from '../failure.ts';
import { wordOf } from '../names.ts';
import type { CallSettings } from './call.ts';

const DEFAULT_TIMEOUT_SECONDS = 60;

/** Throws an AwsFailure if the certificates of `--ca-bundle` cannot be read. */
export async function callSettings(
  operation: OperationContract,
  configuration: Configuration,
  connection: Connection,
  debug: DebugLog,
): Promise<CallSettings> {
  return {
    connection,
    debug,
    maxAttempts: configuration.maxAttempts,
    userAgent: `${versionText()} md/command#${groupOf(operation)}.${wordOf(operation.name)}`,
    connectTimeoutMs: timeoutMs(configuration.option('cli-connect-timeout')),
    readTimeoutMs: timeoutMs(configuration.option('cli-read-timeout')),
    verifiesTls: configuration.option('no-verify-ssl') !== true,
    certificateAuthorities: connection.endpoint().startsWith('https:') ? await readBundle(configuration) : undefined,
  };
}

function timeoutMs(seconds: string | true | undefined): number {
  return 1_000 * Math.max(0, seconds === undefined ? DEFAULT_TIMEOUT_SECONDS : Number(seconds));
}

async function readBundle(configuration: Configuration): Promise<string | undefined> {
  const path = configuration.get('certificateAuthorities');
  if (path === undefined) return undefined;
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new AwsFailure(255, `Could not find a suitable TLS CA certificate bundle, invalid path: ${path}`, { cause });
  }
}
