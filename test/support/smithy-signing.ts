/** AWS's own signer in JavaScript, on the requests of `signing-cases.ts`. */
import { SignatureV4 } from '@smithy/signature-v4';
import { Sha256 } from './sha256.ts';
import { region, type SentRequest, type SigningCase, sessionKey, signingKey } from './signing-cases.ts';

export const HOST = 'localhost:8443';

/** The request as it is sent, signed at this instant. `encode` is how its sender writes the query. */
export async function signedBySmithy(
  { body, form, headers, isSession, method, path, query, service }: SigningCase,
  signingDate: Date,
  encode: (text: string) => string,
): Promise<SentRequest> {
  const credentials = isSession ? sessionKey : signingKey;
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, applyChecksum: false });
  const request = {
    method,
    protocol: 'https:',
    hostname: 'localhost',
    path,
    query: Object.fromEntries(query),
    headers: { host: HOST, ...headers },
    body,
  };
  const signed =
    form === 'header'
      ? await signer.sign(request, { signingDate })
      : await signer.presign(request, { signingDate, expiresIn: 60 });
  const pairs = Object.entries(signed.query ?? {}).flatMap(([name, value]) =>
    [value ?? ''].flat().map((one) => {
      const written = name.startsWith('X-Amz-') ? encodeURIComponent : encode;
      return `${written(name)}=${written(one)}`;
    }),
  );
  return { method, target: `${path}?${pairs.join('&')}`, headers: signed.headers, body };
}
