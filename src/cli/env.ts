/** `musterd env`: export lines for `eval "$(musterd env)"`, from the ready file of a running server. */
import { shellQuote } from '../lib/shell-quote.ts';
import type { ReadyInformation } from '../server/ready-file.ts';
import type { CommandBody } from './command.ts';
import { findServer, serverOptions } from './find-server.ts';

export const env: CommandBody = {
  options: [
    ...serverOptions,
    { name: 'https', help: 'Point at HTTPS and name the certificate authority to verify it with' },
  ],
  remarks: [{ term: '', help: 'Use it as: eval "$(musterd env)"' }],
  async run({ https, ...flags }, terminal) {
    const ready = await findServer(flags, terminal);
    if (ready === undefined) return 1;
    terminal.print(exportLines(ready, https === 'true'));
    return 0;
  },
};

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
