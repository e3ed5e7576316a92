import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, readlink, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { ConfigError } from '../../src/lib/config-error.ts';
import { prepareBinaries } from '../../src/postgres/binaries.ts';
import { findPostgresPackage, type PostgresPackage } from '../../src/postgres/package.ts';
import { temporaryDirectory } from '../support/temporary-directory.ts';

/** An account that owns nothing here. */
const stranger = { uid: 54_321, gid: 54_321 };

/** A package as npm lays it down, below a directory of this mode. */
async function layPackage(t: TestContext, mode: number): Promise<PostgresPackage> {
  const parent = await temporaryDirectory(t);
  const native = join(parent, 'linux-test', 'native');
  for (const directory of ['bin', 'lib', 'share']) await mkdir(join(native, directory), { recursive: true });
  for (const file of ['bin/postgres', 'bin/initdb', 'lib/libpq.so.5.18', 'lib/libpq.a', 'share/postgres.bki']) {
    await writeFile(join(native, file), file, { mode: 0o755 });
  }
  const links = [{ source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' }];
  await writeFile(join(native, 'pg-symlinks.json'), JSON.stringify(links));
  await chmod(parent, mode);
  return { native, version: '18.0.0' };
}

test('links that the install script did not lay are laid, once', async (t) => {
  const source = await layPackage(t, 0o755);
  for (let start = 1; start <= 2; start += 1) {
    const binaries = await prepareBinaries(source, undefined, join(source.native, 'not-needed'));
    assert.equal(binaries.postgres, join(source.native, 'bin', 'postgres'));
    assert.equal(await readlink(join(source.native, 'lib', 'libpq.so.5')), 'libpq.so.5.18');
  }
});

test('programs that the account cannot reach are copied once to where it can', async (t) => {
  const source = await layPackage(t, 0o700);
  const cache = join(await temporaryDirectory(t), 'cache');
  const binaries = await prepareBinaries(source, stranger, cache);
  const copy = join(cache, 'postgresql-18.0.0', 'native');
  assert.equal(binaries.postgres, join(copy, 'bin', 'postgres'));
  assert.equal(await readFile(binaries.initdb, 'utf8'), 'bin/initdb');
  assert.deepEqual((await readdir(join(copy, 'lib'))).sort(), ['libpq.so.5', 'libpq.so.5.18']);
  for (const path of [dirname(copy), copy, join(copy, 'bin'), binaries.postgres]) {
    assert.equal((await stat(path)).mode & 0o777, 0o755, path);
  }
  const before = await stat(binaries.postgres);
  assert.deepEqual(await prepareBinaries(source, stranger, cache), binaries);
  assert.equal((await stat(binaries.postgres)).ino, before.ino);
  assert.deepEqual(await readdir(cache), ['postgresql-18.0.0']);
});

test('where no copy can be made, one line says what to do', async (t) => {
  const source = await layPackage(t, 0o700);
  const file = join(await temporaryDirectory(t), 'file');
  await writeFile(file, '');
  await assert.rejects(prepareBinaries(source, stranger, join(file, 'cache')), (error) => {
    assert.ok(error instanceof ConfigError);
    assert.match(
      error.message,
      /^PostgreSQL's programs in [^\n]* cannot be run from there[^\n]* or set DATABASE_URL\.$/,
    );
    return true;
  });
});

test('a platform without an embedded PostgreSQL is told to bring its own', async () => {
  for (const [platform, reason] of [
    ['win32-x64', /no embedded PostgreSQL for win32-x64; set DATABASE_URL/],
    ['linux-riscv64', /no embedded PostgreSQL for linux-riscv64; set DATABASE_URL/],
    [process.platform === 'darwin' ? 'linux-x64' : 'darwin-x64', /not installed .*DATABASE_URL/],
  ] as const) {
    await assert.rejects(findPostgresPackage(platform), (error) => {
      assert.ok(error instanceof ConfigError);
      assert.match(error.message, reason);
      return true;
    });
  }
});
