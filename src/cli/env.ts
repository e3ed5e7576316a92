/** `musterd env`: export lines for `eval "$(musterd env)"`, from the ready file of a running server. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shellQuote } from '../lib/shell-quote.ts';
import { READY_FILE, type ReadyInformation } from '../server/ready-file.ts';
import { readSettings } from '../server/settings/read.ts';
import type { CommandBody, Terminal } from './command.ts';
import { settingOptions } from './setting-options.ts';

export const env: CommandBody = {
  options: [
    ...settingOptions(['config', 'dataDir', 'readyFile']),
    { name: 'https', help: 'Point at HTTPS and name the certificate authority to verify it with' },
  ],
  remarks: [{ term: '', help: 'Use it as: eval "$(musterd env)"' }],
  async run({ https, ...flags }, terminal) {
    const settings = readSettings({ flags, environment: process.env, directory: process.cwd() });
    const path = settings.readyFile ?? join(settings.dataDir, READY_FILE);
    const ready = await read(path, terminal);
    if (ready === undefined) return 1;
    if (!isRunning(ready.pid)) {
      terminal.complain(`musterd: the server of ${path} does not run any more; start it again with musterd up.\n`);
    }
    terminal.print(exportLines(ready, https === 'true'));
    return 0;
  },
};

async function read(path: string, terminal: Terminal): Promise<ReadyInformation | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ReadyInformation;
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    terminal.complain(
      missing
        ? `musterd: no server is running there: ${path} is missing. Start one with musterd up, or name its --data-dir.\n`
        : `musterd: ${path} cannot be read: ${(error as Error).message}\n`,
    );
    return undefined;
  }
}

function exportLines(ready: ReadyInformation, https: boolean): string {
  const variables: Record<string, string> = {
    AWS_ENDPOINT_URL: https ? ready.httpsEndpoint : ready.endpoint,
    AWS_ENDPOINT_URL_IOT: https ? ready.httpsEndpoint : ready.endpoint,
    AWS_ENDPOINT_URL_IOT_JOBS_DATA_PLANE: https ? ready.httpsEndpoint : ready.dataEndpoint,
    ...(https ? { AWS_CA_BUNDLE: ready.caFile, NODE_EXTRA_CA_CERTS: ready.caFile } : {}),
    AWS_REGION: ready.region,
    AWS_DEFAULT_REGION: ready.region,
    AWS_ACCESS_KEY_ID: ready.accessKeyId,
    AWS_SECRET_ACCESS_KEY: ready.secretAccessKey,
  };
  return Object.entries(variables)
    .map(([name, value]) => `export ${name}=${shellQuote(value)}\n`)
    .join('');
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
