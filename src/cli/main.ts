#!/usr/bin/env node
/** The `musterd` program. */
import { once } from 'node:events';
import { run } from './run.ts';

// Who reads only the beginning, as `head` does, is not disturbed by the rest.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

const code = await run(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  printBytes: async (bytes) => {
    if (!process.stdout.write(bytes)) await once(process.stdout, 'drain');
  },
  complain: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
  isPrompting: process.stdin.isTTY === true && process.stderr.isTTY === true,
});
process.exitCode = code;
