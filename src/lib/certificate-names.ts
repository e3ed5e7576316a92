/** The names in a certificate (subject, issuer, and their alternatives), which device policies can refer to. */
import 'reflect-metadata';
import * as x509 from '@peculiar/x509';

export type NameOwner = 'Subject' | 'Issuer';

export interface CertificateNames {
  /** The values of a field such as `CommonName`, in their order; empty if there is none or the field is unknown. */
  field(owner: NameOwner, field: string): readonly string[];
  /** The alternative names of a kind such as `DNSName`. */
  alternatives(owner: NameOwner, kind: string): readonly string[];
  /** In upper-case hex. */
  readonly serialNumber: string;
}

/** Attribute types of X.520, by their names in policies. */
export const nameFields: Readonly<Record<string, string>> = {
  CommonName: '2.5.4.3',
  Surname: '2.5.4.4',
  SerialNumber: '2.5.4.5',
  Country: '2.5.4.6',
  State: '2.5.4.8',
  Organization: '2.5.4.10',
  OrganizationalUnit: '2.5.4.11',
  Title: '2.5.4.12',
  GivenName: '2.5.4.42',
  Initials: '2.5.4.43',
  GenerationQualifier: '2.5.4.44',
  DistinguishedNameQualifier: '2.5.4.46',
  Pseudonym: '2.5.4.65',
};

/** Kinds of alternative names, by their names in policies, with the library's names for them. */
export const alternativeKinds: Readonly<Record<string, x509.GeneralNameType>> = {
  RFC822Name: 'email',
  DNSName: 'dns',
  DirectoryName: 'dn',
  UniformResourceIdentifier: 'url',
  IPAddress: 'ip',
};

/**
 * Reads the names of a certificate in DER form. A certificate that cannot be read has no names; whether it lets anybody
 * in is decided elsewhere.
 */
export function readCertificateNames(der: Uint8Array): CertificateNames {
  try {
    return namesOf(new x509.X509Certificate(Uint8Array.from(der)));
  } catch {
    return { field: () => [], alternatives: () => [], serialNumber: '' };
  }
}

function namesOf(certificate: x509.X509Certificate): CertificateNames {
  const { subjectName, issuerName } = certificate;
  const alternatives = {
    Subject: certificate.getExtension(x509.SubjectAlternativeNameExtension)?.names.items ?? [],
    Issuer: certificate.getExtension(x509.IssuerAlternativeNameExtension)?.names.items ?? [],
  };
  return {
    field(owner, field) {
      const type = nameFields[field];
      return type === undefined ? [] : (owner === 'Subject' ? subjectName : issuerName).getField(type);
    },
    alternatives(owner, kind) {
      const type = alternativeKinds[kind];
      return alternatives[owner].filter((name) => name.type === type).map((name) => name.value);
    },
    serialNumber: certificate.serialNumber.toUpperCase(),
  };
}
