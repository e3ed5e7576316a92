/** The certificate authority of a server and the certificate that its listeners show, now and after each change. */
import type { CertificateAndKey, CertificateAuthority } from '../../lib/certificate-authority.ts';
import type { Clock } from '../../lib/clock.ts';
import { ConfigError } from '../../lib/config-error.ts';
import {
  type AuthorityInForce,
  caFileIn,
  openAuthority,
  retireAuthorities,
  rotateAuthority,
} from './authority-files.ts';
import { type GivenCertificate, readGivenCertificate } from './given-certificate.ts';
import { issuedCertificate } from './issued-certificate.ts';

export interface ServerCertificates {
  /** Whichever signs at the moment. */
  readonly authority: Pick<CertificateAuthority, 'issueDeviceCertificate'>;
  /** Where clients find what to verify the server with. */
  readonly caFile: string;
  /** What the listeners show at the moment. */
  readonly shown: CertificateAndKey;
  /** The authorities that clients are to trust, PEM each; the one that signs first. */
  readonly trusted: readonly string[];
  /** Calls `show` from now on whenever something else is to be shown. */
  onChange(show: (certificate: CertificateAndKey) => void): void;
  /**
   * Lets a new authority sign. Clients that trust only the present one go on to trust the server. A ConfigError if there are
   * too many earlier ones, or the present one may not have others below it.
   */
  rotateAuthority(): Promise<void>;
  /** Ends the trust in all authorities but the one that signs. */
  retireAuthorities(): Promise<void>;
  /**
   * Takes up what its owner has changed, and renews what runs out. Throws a ConfigError if what was brought cannot be
   * used, once for each attempt; what was shown before is shown on.
   */
  refresh(): Promise<void>;
}

export interface CertificatesOptions {
  /** For files of our own. */
  readonly directory: string;
  /** What clients may call this server. */
  readonly names: readonly string[];
  /** The one of them that they are told. */
  readonly publicHost: string;
  readonly clock: Clock;
  readonly given: GivenCertificate | undefined;
}

/** Each makes every handshake longer. */
const MOST_PREDECESSORS = 3;

/** Loads what is there and makes what is missing. Throws a ConfigError if what is there cannot be used. */
export async function openCertificates(options: CertificatesOptions): Promise<ServerCertificates> {
  const { directory, names, publicHost, clock, given } = options;
  const show =
    given === undefined ? issuedCertificate(directory, names, clock) : () => readGivenCertificate(given, publicHost);
  let inForce = await openAuthority(directory, clock);
  let shown = await show(inForce);
  let refused: string | undefined;
  const listeners: ((certificate: CertificateAndKey) => void)[] = [];
  let turn: Promise<unknown> = Promise.resolve();

  /** One after the other: each begins with the files that the one before has left. */
  function inTurn(work: () => Promise<void>): Promise<void> {
    const done = turn.then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  async function showWhatIsDue(): Promise<void> {
    const next = await show(inForce);
    if (next.certificatePem === shown.certificatePem && next.privateKeyPem === shown.privateKeyPem) return;
    shown = next;
    for (const listener of listeners) listener(next);
  }

  function replaceAuthority(work: (present: AuthorityInForce) => Promise<AuthorityInForce>): Promise<void> {
    return inTurn(async () => {
      inForce = await work(inForce);
      await showWhatIsDue();
    });
  }

  return {
    authority: { issueDeviceCertificate: (publicKeyDer) => inForce.authority.issueDeviceCertificate(publicKeyDer) },
    caFile: given === undefined ? caFileIn(directory) : (given.caFile ?? given.certificateFile),
    get shown() {
      return shown;
    },
    get trusted() {
      return inForce.trusted;
    },
    onChange: (listener) => void listeners.push(listener),
    rotateAuthority: () =>
      replaceAuthority(async (present) => {
        if (present.trusted.length > MOST_PREDECESSORS) {
          throw new ConfigError(`There are ${MOST_PREDECESSORS} earlier authorities: retire them first.`);
        }
        return rotateAuthority(directory, present, clock);
      }),
    retireAuthorities: () => replaceAuthority((present) => retireAuthorities(directory, present)),
    refresh: () =>
      inTurn(async () => {
        try {
          await showWhatIsDue();
          refused = undefined;
        } catch (error) {
          if (error instanceof ConfigError) {
            if (error.message === refused) return;
            refused = error.message;
          }
          throw error;
        }
      }),
  };
}
