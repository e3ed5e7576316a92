/** Which names and addresses the server listens on, is known by, and puts into its certificate. */
import { hostname } from 'node:os';
import type { Settings } from './settings/table.ts';

const wildcards = ['0.0.0.0', '::'];

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/.test(host);
}

type HostSettings = Pick<Settings, 'host' | 'publicHost' | 'allowInsecureHttp'>;

/** The host name that callers and devices are told. */
export function publicHostOf(settings: HostSettings): string {
  if (settings.publicHost !== undefined) return settings.publicHost;
  if (wildcards.includes(settings.host)) return hostname();
  return isLoopback(settings.host) ? 'localhost' : settings.host;
}

/**
 * Plain HTTP stays on this machine unless its owner says otherwise (docs/service/identity.md#plain-http-stays-local).
 */
export function httpHostOf(settings: HostSettings): string {
  return isLoopback(settings.host) || settings.allowInsecureHttp ? settings.host : '127.0.0.1';
}

/** Every name that a client on this machine or elsewhere may verify the server by. */
export function certificateNames(settings: HostSettings): string[] {
  const names = ['localhost', '127.0.0.1', '::1', hostname(), publicHostOf(settings), settings.host];
  return [...new Set(names)].filter((name) => !wildcards.includes(name));
}

/** `http://host:port`; an IPv6 address in brackets. */
export function url(scheme: 'http' | 'https', host: string, port: number): string {
  return `${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}
