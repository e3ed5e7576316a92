/** Writes an answer that is no JSON as it comes: to standard output, or to the file of `--outfile`. */
import { createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Terminal } from '../command.ts';
import { AwsFailure } from './failure.ts';
import type { GivenValues } from './option.ts';
import { outfileOf } from './outfiles.ts';

/** Throws an AwsFailure. A file that was there stays as it is until the answer is whole. */
export async function writeBytes(bytes: AsyncIterable<Buffer>, given: GivenValues, terminal: Terminal): Promise<void> {
  const [outfile] = outfileOf(given);
  if (outfile === undefined) {
    for await (const chunk of bytes) await terminal.printBytes(chunk);
    return;
  }
  const { file } = outfile;
  const part = `${file}.part`;
  try {
    await pipeline(bytes, createWriteStream(part, { mode: 0o600 }));
    await rename(part, file);
  } catch (cause) {
    await rm(part, { force: true });
    if (cause instanceof AwsFailure) throw cause;
    throw new AwsFailure(255, `Unable to write to file: ${file}: ${(cause as Error).message}`, { cause });
  }
}
