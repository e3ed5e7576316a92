/** A gateway with WebSockets, and clients that ask for one in all ways. */
import { once } from 'node:events';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { TestContext } from 'node:test';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import mqttPacket from 'mqtt-packet';
import { WebSocket } from 'ws';
import type { SignerPermissions } from '../../../src/gateway/device-permissions.ts';
import { everythingAllowed } from '../../../src/gateway/device-permissions.ts';
import type { HttpGatewayOptions } from '../../../src/gateway/http/gateway.ts';
import { createMqttGateway } from '../../../src/gateway/mqtt/gateway.ts';
import { canonicalRequest, deriveSigningKey, sha256Hex, sign, stringToSign } from '../../../src/lib/sigv4.ts';
import { recordingOperations, silentLog } from '../mqtt/test-gateway.ts';
import { accessKeyId, noon, region, type Signing, secretAccessKey, signer, startTestGateway } from './test-gateway.ts';

/** Lets everybody in who has signed. */
export const signersAllowed: SignerPermissions = {
  admit: ({ clientId, address, isPersistent, will, refused }) =>
    everythingAllowed.admit({
      certificateId: '',
      certificate: undefined,
      clientId,
      address,
      isPersistent,
      will,
      refused,
    }),
};

export async function start(
  context: TestContext,
  options: Partial<HttpGatewayOptions> = {},
  permissions = signersAllowed,
) {
  const mqttGateway = createMqttGateway({
    operations: recordingOperations(),
    identities: { find: async () => undefined },
    permissions: everythingAllowed,
    signerPermissions: permissions,
    clock: { now: () => noon },
    log: silentLog,
  });
  // The listener closes after this, and waits for the connections that came through it.
  context.after(() => mqttGateway.close());
  const started = await startTestGateway({
    acceptWebSocket: (stream, peer) => mqttGateway.accept(stream, peer, true),
    ...options,
  });
  return { ...started, mqttGateway };
}

export interface Presigning extends Signing {
  readonly host?: string;
  readonly path?: string;
  readonly expiresIn?: number;
}

/** Path and query, presigned by AWS's signer. */
export async function presigned(
  port: number,
  { host = `127.0.0.1:${port}`, path = '/mqtt', ...rest }: Presigning = {},
) {
  const { at = noon, expiresIn = 60, ...signing } = rest;
  const request = { method: 'GET', protocol: 'ws:', hostname: '127.0.0.1', path, query: {}, headers: { host } };
  const { query } = await signer({ service: 'iotdevicegateway', ...signing }).presign(request, {
    signingDate: new Date(at),
    expiresIn,
  });
  const text = Object.entries(query ?? {}).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return `${path}?${text.join('&')}`;
}

/** The same without X-Amz-Expires, as several SDKs make it. */
export function presignedForever(port: number, at: number): string {
  const dateTime = new Date(at).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = { date: dateTime.slice(0, 8), region, service: 'iotdevicegateway' };
  const credential = encodeURIComponent(`${accessKeyId}/${scope.date}/${region}/${scope.service}/aws4_request`);
  const query =
    `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${credential}&X-Amz-Date=${dateTime}&` +
    'X-Amz-SignedHeaders=host';
  const rawHeaders = ['Host', `127.0.0.1:${port}`];
  const request = { method: 'GET', path: '/mqtt', query, rawHeaders, payloadHash: sha256Hex('') };
  const text = stringToSign(dateTime, scope, canonicalRequest(request, ['host']));
  return `/mqtt?${query}&X-Amz-Signature=${sign(deriveSigningKey(secretAccessKey, scope), text).toString('hex')}`;
}

export function connectMqtt(
  context: TestContext,
  port: number,
  target: string,
  options: IClientOptions = {},
): MqttClient {
  const client = mqtt.connect(`ws://127.0.0.1:${port}${target}`, {
    clientId: 'browser',
    reconnectPeriod: 0,
    ...options,
  });
  client.on('error', () => undefined);
  context.after(() => client.endAsync(true));
  return client;
}

/** A WebSocket that knows nothing of MQTT. */
export async function open(context: TestContext, port: number, protocols: string[] = ['mqtt']): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${port}${await presigned(port)}`, protocols);
  context.after(() => socket.terminate());
  await once(socket, 'open');
  return socket;
}

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** What is answered to a request for a WebSocket. */
export function ask(port: number, target: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({
      host: '127.0.0.1',
      port,
      path: target,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-protocol': 'mqtt',
        ...headers,
      },
    });
    request.on('upgrade', ({ statusCode: status, headers }, socket) => {
      socket.destroy();
      resolve({ status, headers, text: '' });
    });
    request.on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    request.on('error', reject);
    request.end();
  });
}

/** MQTT.js has events of its own making, which `once` of Node does not know. */
export function heardBy(client: MqttClient, event: 'connect' | 'message' | 'error' | 'disconnect'): Promise<unknown[]> {
  return new Promise((resolve) => client.once(event, (...values: unknown[]) => resolve(values)));
}

export function packet(value: Parameters<typeof mqttPacket.generate>[0]): Buffer {
  return mqttPacket.generate(value);
}
export const connect = packet({ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'raw' });
