/** The condition keys and variables of a device's request (docs/service/identity.md#variables-in-policies). */
import { alternativeKinds, type CertificateNames, type NameOwner, nameFields } from '../../lib/certificate-names.ts';
import type { ContextLookup } from './condition.ts';

/** What policies can know of a connection's thing. */
export interface NamedThing {
  readonly thingName: string;
  readonly thingTypeName: string | null;
  readonly attributes: Readonly<Record<string, string>>;
}

export interface ConnectionFacts {
  readonly certificateId: string;
  /** Reads the names in the certificate when a policy asks for them; undefined without a certificate. */
  readonly certificateNames: () => CertificateNames | undefined;
  /** Absent over HTTPS. */
  readonly clientId?: string | undefined;
  readonly sourceIp?: string | undefined;
  /** Null if the connection has no thing; absent over HTTPS, where things are unknown. */
  readonly thing?: NamedThing | null | undefined;
  /** `PersistentConnect` and `LastWill`; for CONNECT only. */
  readonly connectAttributes?: readonly string[] | undefined;
}

const THING = 'iot:Connection.Thing.';
const CERTIFICATE = /^iot:Certificate\.(Subject|Issuer)\.(AlternativeName\.)?([A-Za-z0-9]+)(?:\.(\d{1,4}|List))?$/;
/** At most this many values of one field are considered. */
const LONGEST_LIST = 5;
const LONGEST_CERTIFICATE_VALUE = 1_024;

/** The values that a request has for the keys of the policy language. */
export function connectionContext(facts: ConnectionFacts): ContextLookup {
  return (key) => {
    if (key.startsWith(THING)) return thingValue(facts.thing, key.slice(THING.length));
    if (key.startsWith('iot:Certificate.')) return certificateValues(facts.certificateNames(), key);
    switch (key.toLowerCase()) {
      case 'iot:clientid':
        return listOf(facts.clientId);
      case 'aws:sourceip':
        return listOf(facts.sourceIp);
      case 'iot:certificateid':
        return [facts.certificateId];
      case 'iot:connectattributes':
        return facts.connectAttributes;
      default:
        return undefined;
    }
  };
}

/**
 * Decides whether a value may be inserted for a variable. Where the match grants something, values of a certificate
 * that are long or have special characters may not, nor MQTT wildcards in a topic filter.
 */
export function mayInsertInto(resource: 'topic filter' | 'other') {
  return (key: string, value: string, grants: boolean): boolean => {
    if (!grants) return true;
    if (resource === 'topic filter' && /[+#]/.test(value)) return false;
    return !key.startsWith('iot:Certificate.') || !(/[*$+?#]/.test(value) || value.length > LONGEST_CERTIFICATE_VALUE);
  };
}

function thingValue(thing: NamedThing | null | undefined, key: string): readonly string[] | undefined {
  if (thing === undefined) return undefined;
  if (key === 'IsAttached') return [String(thing !== null)];
  if (thing === null) return undefined;
  if (key === 'ThingName') return [thing.thingName];
  if (key === 'ThingTypeName') return listOf(thing.thingTypeName ?? undefined);
  const [, attribute] = /^Attributes\[(.{1,128})\]$/.exec(key) ?? [];
  if (attribute === undefined || !Object.hasOwn(thing.attributes, attribute)) return undefined;
  return listOf(thing.attributes[attribute]);
}

function certificateValues(names: CertificateNames | undefined, key: string): readonly string[] | undefined {
  if (names === undefined) return undefined;
  if (key === 'iot:Certificate.SerialNumber') return names.serialNumber === '' ? undefined : [names.serialNumber];
  if (key === 'iot:Certificate.AvailableKeys') return availableKeys(names);
  const [, owner, isAlternative, field = '', which = '0'] = CERTIFICATE.exec(key) ?? [];
  if (owner === undefined) return undefined;
  // The pattern lets nothing else through.
  const values = valuesOf(names, owner as NameOwner, field, isAlternative !== undefined);
  if (which === 'List') return values.length === 0 ? undefined : values;
  return listOf(values[Number(which)]);
}

function valuesOf(names: CertificateNames, owner: NameOwner, field: string, isAlternative: boolean) {
  const values = isAlternative ? names.alternatives(owner, field) : names.field(owner, field);
  return values.slice(0, LONGEST_LIST);
}

function availableKeys(names: CertificateNames): readonly string[] {
  const keys: string[] = [];
  for (const owner of ['Subject', 'Issuer'] as const) {
    for (const field of Object.keys(nameFields)) {
      if (names.field(owner, field).length > 0) keys.push(`iot:Certificate.${owner}.${field}`);
    }
    for (const kind of Object.keys(alternativeKinds)) {
      if (names.alternatives(owner, kind).length > 0) keys.push(`iot:Certificate.${owner}.AlternativeName.${kind}`);
    }
  }
  return keys;
}

function listOf(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}
