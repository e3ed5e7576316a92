import { readFileSync } from 'node:fs';
import { release, type } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../lib/package-root.ts';

/** The version of this package, from its package.json. */
export function version(): string {
  // Our own package has a version.
  return (JSON.parse(readFileSync(join(packageRoot, 'package.json'), 'utf8')) as { version: string }).version;
}

/** Names with what they are, as a server reads them: `musterd/1.2.3 Node/20.20.2 Linux/6.1.0 arch/x64`. */
export function versionText(): string {
  return `musterd/${version()} Node/${process.versions.node} ${type()}/${release()} arch/${process.arch}`;
}
