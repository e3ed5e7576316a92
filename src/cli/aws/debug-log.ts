/** `--debug`: what the program does, on standard error. Keys, signatures and tokens are never in it. */
import type { Terminal } from '../command.ts';

export type DebugLog = (line: string) => void;

export function debugLog(isOn: boolean, terminal: Terminal): DebugLog {
  if (!isOn) return () => undefined;
  return (line) => {
    terminal.complain(`${new Date().toISOString().replace('T', ' ').replace('Z', '')} - DEBUG - ${masked(line)}\n`);
  };
}

/** Whatever looks like a signature, a token or a private key is left out, wherever it comes from. */
function masked(line: string): string {
  return line
    .replace(/(Signature=|X-Amz-Signature=|X-Amz-Security-Token=)[^&\s,]+/gi, '$1****')
    .replace(/-----BEGIN [^-]*PRIVATE KEY-----.*?(-----END [^-]*-----|$)/gs, '****');
}
