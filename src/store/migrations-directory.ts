import { dirname, join } from 'node:path';

/** The SQL files stay in `src/`, which is part of the package; the compiled code runs from a directory beside it. */
export const migrationsDirectory = join(packageRoot(import.meta.dirname), 'src', 'store', 'migrations');

function packageRoot(start: string): string {
  // <root>/src/store, <root>/dist/src/store or <root>/.build/<name>/src/store.
  let directory = dirname(dirname(start));
  if (/[\\/](dist|\.build[\\/][^\\/]+)$/.test(directory)) {
    directory = directory.replace(/[\\/](dist|\.build[\\/][^\\/]+)$/, '');
  }
  return directory;
}
