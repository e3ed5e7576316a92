/** Directories for one test each, gone after it. */
import { chown, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { atEnd } from './at-end.ts';

const IN_MEMORY = '/dev/shm';
const ENOUGH_BYTES = 2 ** 30;

/**
 * Where directories that are thrown away are made: in memory where that is large enough. On a disk with ext4, creating
 * a thousand files takes a second for half a minute after a thousand others were deleted, and every cluster has as many.
 */
export async function scratchDirectory(): Promise<string> {
  const memory = await statfs(IN_MEMORY).catch(() => undefined);
  return memory !== undefined && memory.bavail * memory.bsize >= ENOUGH_BYTES ? IN_MEMORY : tmpdir();
}

/** Makes an empty directory, owned by the given account, and deletes it with its content after the test. */
export async function temporaryDirectory(
  t: TestContext,
  ids: { readonly uid?: number; readonly gid?: number } = {},
): Promise<string> {
  const path = await mkdtemp(join(await scratchDirectory(), 'musterd-test-'));
  if (ids.uid !== undefined) await chown(path, ids.uid, ids.gid ?? ids.uid);
  atEnd(t, () => rm(path, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 }));
  return path;
}
