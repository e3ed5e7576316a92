/** The key that seals secrets in the database: given by the environment, or made at the first start into a file of its own. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../lib/config-error.ts';
import { SEAL_KEY_BYTES } from '../lib/seal.ts';
import { writeOwnerFile } from './owner-file.ts';
import type { Settings } from './settings/table.ts';

/** 32 bytes. Throws a ConfigError for a file that holds something else: what was sealed with the lost key stays sealed. */
export async function masterKey(directory: string, settings: Pick<Settings, 'masterKey'>): Promise<Buffer> {
  if (settings.masterKey !== undefined) return Buffer.from(settings.masterKey, 'base64');
  const file = join(directory, 'master-key');
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw new ConfigError(`The master key cannot be read: ${error.message}`);
  });
  if (text === undefined) {
    const made = randomBytes(SEAL_KEY_BYTES);
    await writeOwnerFile(file, `${made.toString('base64')}\n`);
    return made;
  }
  const key = Buffer.from(text, 'base64');
  if (key.length === SEAL_KEY_BYTES) return key;
  throw new ConfigError(
    `${file} does not hold a master key (32 bytes in base64). Bring it back from a backup; if it is lost, delete it ` +
      'and make new access keys for all users.',
  );
}
