/** `file://` and `fileb://`: an option's value from a file (docs/service/command-line.md#values-from-files). */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { badParameter } from '../failure.ts';

/** More than any operation takes; a larger file is a mistake that would only fill the memory. */
const MOST_BYTES = 64 * 1024 * 1024;

/** Reads what the value names, or gives the value itself. Throws a ParameterFileError. */
export function readParameterFile(value: string): string | Uint8Array {
  if (value.startsWith('file://')) return textOf(value, bytesOf(value, value.slice('file://'.length)));
  if (value.startsWith('fileb://')) return bytesOf(value, value.slice('fileb://'.length));
  return value;
}

/** The same for the value of an option, which the failure names. */
export function readParameter(option: string, value: string): string | Uint8Array {
  try {
    return readParameterFile(value);
  } catch (error) {
    if (!(error instanceof ParameterFileError)) throw error;
    throw badParameter(`Error parsing parameter '${option}': ${error.message}`);
  }
}

export class ParameterFileError extends Error {
  override readonly name = 'ParameterFileError';
}

function bytesOf(value: string, path: string): Uint8Array {
  const expanded = expand(path);
  try {
    const bytes = readFileSync(expanded);
    if (bytes.length > MOST_BYTES)
      throw new ParameterFileError(`Unable to load paramfile ${value}: larger than 64 MiB`);
    return bytes;
  } catch (error) {
    if (error instanceof ParameterFileError) throw error;
    throw new ParameterFileError(
      `Unable to load paramfile ${value}: ${reason(error as NodeJS.ErrnoException, expanded)}`,
      {
        cause: error,
      },
    );
  }
}

function textOf(value: string, bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw new ParameterFileError(
      `Unable to load paramfile (${value}), text contents could not be decoded.  If this is a binary file, please use the ` +
        'fileb:// prefix instead of the file:// prefix.',
      { cause: error },
    );
  }
}

/** `~` and `$VAR` as a shell would; an unknown variable stays as it is. */
function expand(path: string): string {
  const withHome = /^~(?=\/|$)/.test(path) ? `${process.env['HOME'] ?? homedir()}${path.slice(1)}` : path;
  return withHome.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (whole, name: string | undefined, braced: string | undefined) => {
    return process.env[name ?? braced ?? ''] ?? whole;
  });
}

/** As the original tool words it, with the number of the error. */
function reason({ code, errno, message }: NodeJS.ErrnoException, path: string): string {
  const words: Readonly<Record<string, string>> = {
    ENOENT: 'No such file or directory',
    EACCES: 'Permission denied',
    EISDIR: 'Is a directory',
    ENOTDIR: 'Not a directory',
  };
  const known = words[code ?? ''];
  return known === undefined ? message : `[Errno ${Math.abs(errno ?? 0)}] ${known}: '${path}'`;
}
