/**
 * Options that are no members of the API: texts of an answer that are written to files as well
 * (docs/service/command-line.md#texts-written-to-files), and `--outfile` for an answer that is no JSON.
 */
import { chmod, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { OperationContract } from '../../contract/operation.ts';
import { AwsFailure } from './failure.ts';
import type { GivenValues } from './option.ts';
import { isMap, type Value, type ValueMap } from './value.ts';

export interface Outfile {
  /** The name of the option. */
  readonly option: string;
  /** The steps to the text in the answer. */
  readonly path: readonly string[];
}

/** The option for the whole of an answer that is text or a file. */
export const OUTFILE = 'outfile';

const outfiles: Readonly<Record<string, readonly Outfile[]>> = {
  CreateKeysAndCertificate: [
    { option: 'certificate-pem-outfile', path: ['certificatePem'] },
    { option: 'public-key-outfile', path: ['keyPair', 'PublicKey'] },
    { option: 'private-key-outfile', path: ['keyPair', 'PrivateKey'] },
  ],
  CreateCertificateFromCsr: [{ option: 'certificate-pem-outfile', path: ['certificatePem'] }],
};

export function outfilesOf({ name }: OperationContract): readonly Outfile[] {
  return outfiles[name] ?? [];
}

/** Throws an AwsFailure for a file that cannot be written because its directory is missing: before anything is sent. */
export async function checkOutfiles(operation: OperationContract, given: GivenValues): Promise<void> {
  for (const { file } of [...chosen(operation, given), ...outfileOf(given)]) {
    const directory = await stat(dirname(file)).catch(() => undefined);
    if (directory?.isDirectory() !== true) throw new AwsFailure(255, `Unable to write to file: ${file}`);
  }
}

/** Writes the files that were asked for, readable by their owner only, also where they exist already. */
export async function writeOutfiles(operation: OperationContract, given: GivenValues, answer: ValueMap): Promise<void> {
  for (const { file, path } of chosen(operation, given)) {
    const text = path.reduce<Value | undefined>((value, step) => (isMapValue(value) ? value[step] : undefined), answer);
    if (typeof text !== 'string') continue;
    try {
      await writeFile(file, text, { mode: 0o600 });
      await chmod(file, 0o600);
    } catch (cause) {
      throw new AwsFailure(255, `Unable to write to file: ${file}: ${(cause as Error).message}`, { cause });
    }
  }
}

/** Where the whole answer is to be written: to one file or none. */
export function outfileOf(given: GivenValues): readonly { readonly file: string }[] {
  const file = given.get(OUTFILE);
  return typeof file === 'string' ? [{ file: pathOf(file) }] : [];
}

function chosen(operation: OperationContract, given: GivenValues) {
  return outfilesOf(operation).flatMap(({ option, path }) => {
    const file = given.get(option);
    return typeof file === 'string' ? [{ file: pathOf(file), path }] : [];
  });
}

function pathOf(file: string): string {
  return resolve(file.replace(/^~(?=\/|$)/, homedir()));
}

function isMapValue(value: Value | undefined): value is ValueMap {
  return value !== undefined && isMap(value);
}
