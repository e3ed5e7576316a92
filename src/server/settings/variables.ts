/**
 * Variables that begin like settings and are none. Kubernetes makes some for every Service that is called musterd, and a person
 * may have some for scripts, so they are told of and not refused, unless one is nearly a setting (decisions/0027).
 */
import { ConfigError } from '../../lib/config-error.ts';
import { nearest } from '../../lib/nearest.ts';

type Environment = Readonly<Record<string, string | undefined>>;

const PREFIX = 'MUSTERD_';
/** What tests of ours are told by. */
const OF_TESTS = 'MUSTERD_TEST_';

/**
 * Whether a value is the address of a Service, as Kubernetes writes it. A Service called musterd-mqtts puts one into
 * MUSTERD_MQTTS_PORT, which is a setting, but no setting has such a value.
 */
export function isAddressOfService(value: string): boolean {
  return /^(tcp|udp|sctp):\/\//.test(value);
}

/** The variables that begin like ours and are no settings, in the order of the environment. */
export function unknownVariables(environment: Environment, known: readonly string[]): [name: string, value: string][] {
  return Object.entries(environment).flatMap(([name, value = '']) =>
    name.startsWith(PREFIX) && !name.startsWith(OF_TESTS) && (!known.includes(name) || isAddressOfService(value))
      ? [[name, value]]
      : [],
  );
}

/** A ConfigError for the first variable that is nearly a setting: misspelt, it would silently do nothing. */
export function refuseMisspeltVariables(environment: Environment, known: readonly string[]): void {
  for (const [name, value] of unknownVariables(environment, known)) {
    if (isOfKubernetes(name, value)) continue;
    const meant = meantBy(name, known);
    if (meant !== undefined) {
      throw new ConfigError(`${name} in the environment is no setting. Did you mean ${meant}?`);
    }
  }
}

/** What the prefix has in common with every setting does not count; a setting that has all its words comes first. */
function meantBy(name: string, known: readonly string[]): string | undefined {
  const found = nearest(
    name.slice(PREFIX.length),
    known.map((setting) => setting.slice(PREFIX.length)),
  );
  if (found === undefined) return undefined;
  const words = wordsOf(name);
  return known.find((setting) => words.every((word) => wordsOf(setting).includes(word))) ?? PREFIX + found;
}

function wordsOf(name: string): string[] {
  return name.slice(PREFIX.length).split('_');
}

/** Whether a variable has a form in which Kubernetes, like Docker's links before it, tells of a Service. */
function isOfKubernetes(name: string, value: string): boolean {
  return (
    isAddressOfService(value) ||
    /_SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)$/.test(name) ||
    /_PORT_\d+_(TCP|UDP|SCTP)(_(ADDR|PORT|PROTO))?$/.test(name)
  );
}
