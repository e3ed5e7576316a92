import { join } from 'node:path';
import { packageRoot } from '../../lib/package-root.ts';

/** The SQL files stay in `src/`, which is part of the package; the compiled code runs from a directory beside it. */
export const migrationsDirectory = join(packageRoot, 'src', 'store', 'migrations');
