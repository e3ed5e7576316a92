/**
 * The keys that requests are signed with: of the environment, of the profile, or of a program that it names
 * (docs/service/command-line.md#where-keys-come-from).
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AwsFailure } from '../failure.ts';
import type { IniSection } from './ini-file.ts';
import { type Environment, type Profile, textValue, variable } from './profile.ts';

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  /** As `configure list` tells it. */
  readonly source: 'env' | 'shared-credentials-file' | 'config-file' | 'custom-process';
}

const PROCESS_TIMEOUT_MS = 60_000;

/** Undefined if there are none anywhere. Throws an AwsFailure for half a pair. */
export async function findCredentials(profile: Profile, environment: Environment): Promise<Credentials | undefined> {
  // Who names a profile on the command line means it, whatever the environment says.
  const fromEnvironment =
    profile.chosenBy === 'option'
      ? undefined
      : pairOf(
          'env',
          (key) => variable(environment, key.toUpperCase()),
          (key) => key.toUpperCase(),
        );
  return (
    fromEnvironment ??
    pairOfSection('shared-credentials-file', profile.credentials) ??
    (await ofProcess(profile)) ??
    pairOfSection('config-file', profile.values)
  );
}

function pairOfSection(source: Credentials['source'], section: IniSection): Credentials | undefined {
  return pairOf(source, (key) => textValue(section, key));
}

function pairOf(
  source: Credentials['source'],
  read: (key: string) => string | undefined,
  shown: (key: string) => string = (key) => key,
): Credentials | undefined {
  const accessKeyId = read('aws_access_key_id');
  const secretAccessKey = read('aws_secret_access_key');
  const sessionToken = read('aws_session_token');
  if (accessKeyId === undefined) return undefined;
  if (secretAccessKey === undefined) {
    throw new AwsFailure(255, `Partial credentials found in ${source}, missing: ${shown('aws_secret_access_key')}`);
  }
  return { accessKeyId, secretAccessKey, source, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

async function ofProcess(profile: Profile): Promise<Credentials | undefined> {
  const command =
    textValue(profile.credentials, 'credential_process') ?? textValue(profile.values, 'credential_process');
  if (command === undefined) return undefined;
  const failed = (reason: string, cause?: unknown) =>
    new AwsFailure(255, `Error when retrieving credentials from custom-process: ${reason}`, { cause });
  let answer: Readonly<Record<string, unknown>>;
  try {
    const options = { timeout: PROCESS_TIMEOUT_MS, maxBuffer: 65_536 };
    const { stdout } = await promisify(execFile)('/bin/sh', ['-c', command], options);
    // If it is no object its members are undefined, or reading them fails.
    answer = JSON.parse(stdout) as Readonly<Record<string, unknown>>;
  } catch (cause) {
    // Starting a program and reading JSON throw nothing but errors.
    throw failed((cause as Error).message, cause);
  }
  const { AccessKeyId, SecretAccessKey, SessionToken, Version } = answer;
  if (Version !== 1) throw failed(`Version is ${String(Version)} and not 1`);
  if (typeof AccessKeyId !== 'string' || typeof SecretAccessKey !== 'string')
    throw failed('Missing required key in response');
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    source: 'custom-process',
    ...(typeof SessionToken === 'string' ? { sessionToken: SessionToken } : {}),
  };
}
