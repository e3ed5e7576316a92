/** The condition keys that policies of operators can use (docs/service/identity.md#condition-keys-for-operators). */
import { type Account, thingArn } from '../arn.ts';
import type { ContextLookup } from '../policy-language/condition.ts';
import type { Tag } from '../tags.ts';
import { type Asked, requestTags } from './checks.ts';
import type { ContextOf } from './decide.ts';

/** The caller, and from where and when it asks. */
export interface CallerFacts {
  readonly account: Account;
  readonly principalArn: string;
  readonly principalType: 'User' | 'AssumedRole';
  readonly userName: string | undefined;
  readonly userId: string;
  readonly sourceAddress: string | undefined;
  readonly isSecure: boolean;
  readonly now: number;
}

export interface RequestFacts extends CallerFacts {
  readonly asked: Asked;
  /** The tags of the resources for which they were read, by ARN. */
  readonly resourceTags: ReadonlyMap<string, readonly Tag[]>;
}

const OPERATIONS_ON_PRINCIPALS: readonly string[] = ['AttachThingPrincipal', 'DetachThingPrincipal'];
const OPERATIONS_ON_EXECUTIONS: readonly string[] = ['DescribeJobExecution', 'UpdateJobExecution'];

/** Keys are compared without regard to case; behind the slash, the key of a tag keeps its case. */
export function conditionKeys(facts: RequestFacts): ContextOf {
  const tags = requestTags(facts.asked.input);
  const fixed = fixedKeys(facts);
  return (resource) => (key) => {
    const slash = key.indexOf('/');
    if (slash < 0) return fixed[key.toLowerCase()]?.();
    const family = key.slice(0, slash).toLowerCase();
    const tagKey = key.slice(slash + 1);
    if (family === 'aws:requesttag') return some(tags.get(tagKey));
    if (family !== 'aws:resourcetag') return undefined;
    return some(facts.resourceTags.get(resource)?.find((tag) => tag.key === tagKey)?.value);
  };
}

type Keys = Readonly<Record<string, () => readonly string[] | undefined>>;

/** The keys for a caller that calls no operation: a client on a WebSocket. */
export function callerKeys(facts: CallerFacts): ContextLookup {
  const keys = keysOfCaller(facts);
  return (key) => keys[key.toLowerCase()]?.();
}

function keysOfCaller({ account, ...facts }: CallerFacts): Keys {
  return {
    // No prototype, so that no key of it is found; no type says so.
    __proto__: null as never,
    'aws:sourceip': () => some(facts.sourceAddress),
    'aws:currenttime': () => [new Date(facts.now).toISOString()],
    'aws:epochtime': () => [String(Math.floor(facts.now / 1_000))],
    'aws:securetransport': () => [String(facts.isSecure)],
    'aws:username': () => some(facts.userName),
    'aws:userid': () => [facts.userId],
    'aws:principalarn': () => [facts.principalArn],
    'aws:principaltype': () => [facts.principalType],
    'aws:principalaccount': () => [account.accountId],
    'aws:requestedregion': () => [account.region],
  };
}

function fixedKeys({ asked, ...facts }: RequestFacts): Keys {
  const { account } = facts;
  const { input, operation, plane } = asked;
  return {
    // No prototype, so that no key of it is found; no type says so.
    __proto__: null as never,
    ...keysOfCaller(facts),
    'aws:tagkeys': () => tagKeys(asked),
    'iot:jobid': () =>
      plane === 'device' && OPERATIONS_ON_EXECUTIONS.includes(operation.name) ? some(input['jobId']) : undefined,
    'iot:thingarn': () => {
      if (!OPERATIONS_ON_PRINCIPALS.includes(operation.name)) return undefined;
      return some(thingArn(account, String(input['thingName'])));
    },
  };
}

/** UntagResource gives keys only. */
function tagKeys({ input }: Asked): readonly string[] | undefined {
  const named = input['tagKeys'];
  const keys = Array.isArray(named) ? named.map(String) : [...requestTags(input).keys()];
  return keys.length === 0 ? undefined : keys;
}

function some(value: unknown): readonly string[] | undefined {
  return value === undefined ? undefined : [String(value)];
}
