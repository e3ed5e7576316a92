/**
 * What `npm run up` and its kin do on a machine that has only Node and npm: install what is missing, compile what is
 * newer than its result, then run. Plain JavaScript without dependencies, since nothing is installed yet.
 *
 * Usage: node scripts/npm-task.mjs build
 *        node scripts/npm-task.mjs run FILE [ARGUMENTS...]     FILE is a compiled one, for example dist/test/run.js
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const at = (...parts) => join(root, ...parts);

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`musterd needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(1);
}

const [task, ...words] = process.argv.slice(2);
install();
compile();
if (task === 'run') run(words);

/** Installs when something that the lock file names is missing or has another version. */
function install() {
  const wanted = packagesOf(at('package-lock.json'));
  const installed = packagesOf(at('node_modules', '.package-lock.json'));
  const isThere = ([path, { version, optional }]) => optional || installed[path]?.version === version;
  if (Object.entries(wanted).every(isThere)) return;
  console.error('Installing dependencies ...');
  must(process.platform === 'win32' ? 'npm.cmd' : 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}

/** Packages by path; npm keeps a copy of what it installed in node_modules. */
function packagesOf(lockFile) {
  if (!existsSync(lockFile)) return {};
  const { '': _ourselves, ...packages } = JSON.parse(readFileSync(lockFile, 'utf8')).packages;
  return packages;
}

/** Compiles when any source is newer than the last compilation, or a source is gone. */
function compile() {
  const mark = at('dist', '.tsbuildinfo');
  if (existsSync(mark) && newestSource() <= modified(mark)) return;
  console.error('Building ...');
  // Results of sources that are gone would still be found and run.
  rmSync(at('dist'), { recursive: true, force: true });
  // Without the mark of a compilation that failed, the next one does not take it for done.
  const tsc = at('node_modules', 'typescript', 'bin', 'tsc');
  must(process.execPath, [tsc, '-p', root], () => rmSync(mark, { force: true }));
  // For npx, which makes it executable only once.
  chmodSync(at('dist', 'src', 'cli', 'main.js'), 0o755);
}

/** The time of the newest source or folder of sources; a folder is newer when something in it came or went. */
function newestSource() {
  const folders = ['src', 'test', 'bench', 'scripts']
    .map((folder) => at(folder))
    .filter((folder) => existsSync(folder));
  const inside = folders.flatMap((folder) =>
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isDirectory() || entry.name.endsWith('.ts'))
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  return Math.max(...[...folders, ...inside, at('tsconfig.json'), at('package-lock.json')].map(modified));
}

/**
 * Becomes the program, as far as Node can: signals go on to it, it does not outlive npm, and its end is ours. A terminal
 * sends Ctrl-C to the program as well; the server takes both for one.
 */
function run([file, ...rest]) {
  const child = spawn(process.execPath, ['--enable-source-maps', at(file), ...rest], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, 500);
  child.on('exit', (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 0)));
}

function must(command, args, onFailure = () => undefined) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  if (error !== undefined) console.error(error.message);
  onFailure();
  process.exit(status ?? 1);
}

function modified(path) {
  return statSync(path).mtimeMs;
}
