/** Programs run in a pseudo-terminal, as a person would see them. */
import { spawnSync } from 'node:child_process';
import { type Result, run } from './command.ts';

const python = ['python3', '/usr/bin/python3'].find((name) => spawnSync(name, ['-c', 'import pty']).status === 0);

/** False, or why tests that need a terminal are skipped. */
export const skipWithoutTerminal = python === undefined ? 'python3 with its module pty is missing' : false;

/**
 * A terminal of 70 columns for the words after it. What is typed comes from the first word: pairs of a text that is waited
 * for and of keys that are pressed then. What the screen was sent is the output, with the exit code as its last line.
 */
const inPty = `
import fcntl, json, os, pty, select, struct, sys, termios, time
keys = json.loads(sys.argv[1])
pid, fd = pty.fork()
if pid == 0:
    fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 70, 0, 0))
    os.execvp(sys.argv[2], sys.argv[2:])
out = b''
seen = 0
deadline = time.monotonic() + 40
while time.monotonic() < deadline:
    if keys and keys[0][0].encode() in out[seen:]:
        seen = len(out)
        os.write(fd, keys.pop(0)[1].encode())
    if not select.select([fd], [], [], 0.1)[0]: continue
    try: data = os.read(fd, 65536)
    except OSError: break
    if not data: break
    out += data
else:
    os.kill(pid, 9)
sys.stdout.buffer.write(out + b'\\nexit %d' % os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
`;

/** Keys to press once a text has appeared. */
export type Typed = readonly [after: string, keys: string];

export function runInTerminal(
  words: readonly string[],
  environment: Readonly<Record<string, string>>,
  typed: readonly Typed[] = [],
): Promise<Result> {
  const all = { TERM: 'xterm', ...environment };
  return run(python ?? '', ['-c', inPty, JSON.stringify(typed), ...words], all);
}
