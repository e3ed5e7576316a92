import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The directory of musterd's own package: the nearest one above the running code that has a `package.json`. */
export const packageRoot = findUpwards(import.meta.dirname);

function findUpwards(directory: string): string {
  if (existsSync(join(directory, 'package.json'))) return directory;
  const parent = dirname(directory);
  if (parent === directory) throw new Error('The package of musterd has no package.json.');
  return findUpwards(parent);
}
