/** The address of the WebSocket, presigned as applications in browsers do it. */
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from '../../support/sha256.ts';
import type { WireServer } from './server.ts';

/** Presigned by AWS's signer with the root key, for one of the two ports of the server. */
export async function presigned(server: WireServer, { hostname, port, protocol: scheme }: URL): Promise<string> {
  const { accessKeyId, secretAccessKey, region } = server;
  const protocol = scheme === 'https:' ? 'wss:' : 'ws:';
  const credentials = { accessKeyId, secretAccessKey };
  const signer = new SignatureV4({ service: 'iotdevicegateway', region, credentials, sha256: Sha256 });
  const headers = { host: `${hostname}:${port}` };
  const { query } = await signer.presign(
    { method: 'GET', protocol, hostname, port: Number(port), path: '/mqtt', headers },
    { expiresIn: 60 },
  );
  const parameters = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  // What comes with temporary credentials is appended after signing.
  return `${protocol}//${hostname}:${port}/mqtt?${parameters.join('&')}&X-Amz-Security-Token=token%2F`;
}
