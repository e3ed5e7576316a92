#!/usr/bin/env node
/** The `musterd` program. */
import { run } from './run.ts';

const code = await run(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
  isTerminal: process.stdout.isTTY === true,
});
process.exitCode = code;
