/** What runs with musterd comes under licences that ours goes with, and the bill of materials names all of it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { packageRoot } from '../src/lib/package-root.ts';
import { temporaryDirectory } from './support/temporary-directory.ts';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly integrity?: string;
}

const allowed = ['Apache-2.0', 'MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];
const lock = JSON.parse(readFileSync(join(packageRoot, 'package-lock.json'), 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const runtime = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
const nameOf = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);

test('every package that runs with musterd has a licence that is allowed, and a checksum', () => {
  assert.ok(runtime.length > 50);
  const others = runtime.filter(([, { license = 'none' }]) => !allowed.includes(license));
  assert.deepEqual(
    others.map(([path, { license }]) => `${path}: ${license}`),
    [],
  );
  assert.deepEqual(
    runtime.filter(([, { integrity }]) => integrity === undefined),
    [],
  );
});

test('the bill of materials names each of them, with its licence', async (context) => {
  const file = join(await temporaryDirectory(context), 'sbom.json');
  execFileSync(process.execPath, [join(packageRoot, 'scripts', 'sbom.mjs'), file], { stdio: 'pipe' });
  const bill = JSON.parse(readFileSync(file, 'utf8')) as {
    readonly bomFormat: string;
    readonly metadata: { readonly component: { readonly name: string } };
    readonly components: readonly { readonly name: string; readonly version: string; readonly licenses?: unknown[] }[];
  };
  assert.equal(bill.bomFormat, 'CycloneDX');
  assert.equal(bill.metadata.component.name, 'musterd');
  const listed = new Set(bill.components.map(({ name, version }) => `${name}@${version}`));
  assert.deepEqual(
    runtime.map(([path, { version }]) => `${nameOf(path)}@${version}`).filter((name) => !listed.has(name)),
    [],
  );
  assert.deepEqual(
    bill.components.filter(({ licenses = [] }) => licenses.length === 0).map(({ name }) => name),
    [],
  );
});
