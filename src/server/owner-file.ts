/** Files that only their owner may read, written whole or not at all. */
import { open, rename, rm } from 'node:fs/promises';

/** Writes beside the target and renames, so that no reader ever sees a part, and nobody else a secret. */
export async function writeOwnerFile(path: string, content: string): Promise<void> {
  const draft = `${path}.${process.pid}.new`;
  await rm(draft, { force: true });
  const file = await open(draft, 'wx', 0o600);
  try {
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
