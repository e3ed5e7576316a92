/** A TLS handshake over loopback, as a device makes it. */
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:tls';
import type { CertificateAndKey } from '../../src/lib/certificate-authority.ts';

/**
 * Lets a device and a server on `localhost` verify each other by one authority, and resolves to the DER form of the
 * certificate that the server saw. Rejects if one of them does not accept the other.
 */
export async function shakeHands(ca: string, server: CertificateAndKey, device: CertificateAndKey): Promise<Buffer> {
  const listener = createServer({
    cert: server.certificatePem,
    key: server.privateKeyPem,
    ca,
    requestCert: true,
    rejectUnauthorized: true,
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const socket = connect({
    host: '127.0.0.1',
    // A listener on an IP address has a port.
    port: (listener.address() as AddressInfo).port,
    servername: 'localhost',
    cert: device.certificatePem,
    key: device.privateKeyPem,
    ca,
  });
  try {
    // The device is content before the server has looked at its certificate, so the server's word counts.
    const [[accepted]] = await Promise.all([
      Promise.race([once(listener, 'secureConnection'), rejectOn(listener, 'tlsClientError')]),
      once(socket, 'secureConnect'),
    ]);
    return accepted.getPeerCertificate().raw;
  } finally {
    socket.destroy();
    listener.close();
    await once(listener, 'close');
  }
}

async function rejectOn(emitter: NodeJS.EventEmitter, event: string): Promise<never> {
  const [error] = await once(emitter, event);
  throw error;
}
