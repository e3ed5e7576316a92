/** The keys of the root user: given by the environment, or made at the first start into a file for its owner only. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';
import { newAccessKeyId, newSecretAccessKey } from '../operations/operator/credentials.ts';
import { writeOwnerFile } from './owner-file.ts';
import type { Settings } from './settings/table.ts';

export interface RootCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Where they can be read; undefined if the environment gave them. */
  readonly file: string | undefined;
}

type CredentialSettings = Pick<Settings, 'rootAccessKeyId' | 'rootSecretAccessKey' | 'allowSampleCredentials'>;

/** Throws a ConfigError for keys that everybody knows, and for a file that cannot be understood. */
export async function rootCredentials(directory: string, settings: CredentialSettings): Promise<RootCredentials> {
  const { rootAccessKeyId, rootSecretAccessKey } = settings;
  if (rootAccessKeyId !== undefined && rootSecretAccessKey !== undefined) {
    if (isWellKnown(rootAccessKeyId, rootSecretAccessKey) && !settings.allowSampleCredentials) {
      throw new ConfigError(
        'MUSTERD_ROOT_ACCESS_KEY_ID and MUSTERD_ROOT_SECRET_ACCESS_KEY are sample keys that everybody knows: choose others.',
      );
    }
    return { accessKeyId: rootAccessKeyId, secretAccessKey: rootSecretAccessKey, file: undefined };
  }
  const file = join(directory, 'root-credentials.json');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ConfigError(`The root credentials cannot be read: ${error.message}`);
  });
  if (text !== undefined) return { ...parseCredentials(text, file), file };
  const made = { accessKeyId: newAccessKeyId('AKIA'), secretAccessKey: newSecretAccessKey() };
  await writeOwnerFile(file, `${JSON.stringify(made, null, 2)}\n`);
  return { ...made, file };
}

function isWellKnown(accessKeyId: string, secretAccessKey: string): boolean {
  return [accessKeyId, secretAccessKey].some((key) => key.includes('EXAMPLE')) || accessKeyId === secretAccessKey;
}

function parseCredentials(text: string, file: string): { accessKeyId: string; secretAccessKey: string } {
  try {
    // Its members are checked in the next line; reading those of null fails, which is caught.
    const { accessKeyId, secretAccessKey } = JSON.parse(text) as Record<string, unknown>;
    if (typeof accessKeyId === 'string' && typeof secretAccessKey === 'string') return { accessKeyId, secretAccessKey };
  } catch {
    // Told below: whatever is wrong with the file, the remedy is the same.
  }
  throw new ConfigError(`${file} holds no root credentials: delete it, and new ones are made at the next start.`);
}
