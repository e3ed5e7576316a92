/** Runs `embedded-owner` in a process of its own, as root or as another account, and reads what it says. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Account {
  readonly name: string;
  /** What `spawn` takes; empty for the account that runs the tests. */
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

const isRoot = process.getuid?.() === 0;

/** The accounts as which the tests can start something: their own and, for root, an unprivileged one. */
export const accounts: readonly Account[] = [
  { name: isRoot ? 'root' : 'an ordinary user', ids: {} },
  ...(isRoot ? [{ name: 'another user than root', ids: { uid: 65534, gid: 65534 } }] : []),
];

export interface Owner {
  readonly child: ChildProcess;
  /** The first line that it printed. */
  readonly said: {
    readonly rows?: number;
    readonly postgresPid?: number;
    readonly refused?: string;
    readonly path?: string;
  };
  /** Ends it with this signal and resolves when it is gone. */
  end(signal: NodeJS.Signals): Promise<void>;
}

/** Starts an owner without waiting for anything. */
export function spawnOwner(place: string, account: Account): ChildProcess {
  return spawn(process.execPath, [programFor(account), place], {
    ...account.ids,
    cwd: '/',
    env: { PATH: process.env['PATH'], HOME: '/nonexistent' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

const checkout = join(import.meta.dirname, '..', '..', '..');
const PROGRAM = join('dist', 'test', 'support', 'embedded-owner.js');
let copy: string | undefined;

/** The program where the account can read it; a checkout in a directory of root alone, as `mktemp -d` makes it, is copied. */
function programFor({ ids }: Account): string {
  const program = join(checkout, PROGRAM);
  const isReadable = spawnSync('test', ['-r', program], { ...ids, cwd: '/' }).status === 0;
  if (isReadable) return program;
  copy ??= copyOfCheckout();
  return join(copy, PROGRAM);
}

function copyOfCheckout(): string {
  const directory = mkdtempSync(join(tmpdir(), 'musterd-checkout-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  chmodSync(directory, 0o755);
  const parts = ['package.json', 'dist', 'node_modules'].map((part) => join(checkout, part));
  // Links take no room and no time, but another file system has none.
  const isCopied = ['-al', '-a'].some((flags) => spawnSync('cp', [flags, ...parts, directory]).status === 0);
  if (!isCopied) throw new Error(`${checkout} cannot be copied to ${directory}.`);
  return directory;
}

/** Starts an owner and resolves when it has printed its first line. */
export async function startOwner(place: string, account: Account): Promise<Owner> {
  const child = spawnOwner(place, account);
  if (child.stdout === null) throw new Error('Standard output is a pipe.');
  const exited = once(child, 'exit');
  const [line] = await Promise.race([
    once(createInterface({ input: child.stdout }), 'line'),
    exited.then(([code]) => Promise.reject(new Error(`The owner ended with ${code} and said nothing.`))),
  ]);
  return {
    child,
    said: JSON.parse(line),
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}

/** The processes whose command line contains a text. */
export function processesWith(text: string): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pid=,args='], { encoding: 'utf8' });
  const lines = stdout.split('\n').filter((line) => line.includes(text));
  return lines.map((line) => Number.parseInt(line, 10));
}
