/** `musterd admin key`: create, list, rotate, disable, enable, revoke. A secret is printed when it is made, and never again. */
import { extensionOperations as operations } from '../../contract/extensions/index.ts';
import { parseDuration } from '../../lib/duration.ts';
import type { CommandBody, Terminal } from '../command.ts';
import { UsageError } from '../parse-options.ts';
import { instant, table } from '../table.ts';
import { adminCommand, jsonOption, readDocument, roleOption, userOption, userOrRole } from './ask.ts';

interface NewKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
  readonly expiresAt?: number;
}

interface Key {
  readonly accessKeyId: string;
  readonly status: string;
  readonly createdAt: number;
  readonly lastUsedAt?: number;
  readonly expiresAt?: number;
}

const keyOperand = { placeholder: 'KEY-ID', help: 'The access key id, for example AKIA...' } as const;

export const keyCreate = adminCommand({
  options: [
    userOption,
    roleOption,
    { name: 'session', placeholder: 'NAME', help: 'With --role: the name of the session in the audit log' },
    { name: 'duration', placeholder: 'DURATION', help: 'With --role: how long it works, up to 36h', defaultText: '1h' },
    { name: 'session-policy', placeholder: 'FILE', help: 'With --role: a policy that allows it less than its role' },
    jsonOption,
  ],
  async run(ask, values, terminal) {
    const owner = userOrRole(values);
    if ('userName' in owner) {
      const ofRoles = ['session', 'duration', 'session-policy'].find((name) => values[name] !== undefined);
      if (ofRoles !== undefined) {
        throw new UsageError(`--${ofRoles} is for roles: keys of users last until they are revoked.`);
      }
      // What the contract of the operation says.
      printNewKey((await ask(operations.CreateAccessKey, owner)) as NewKey, values, terminal);
      return;
    }
    const { duration, session, 'session-policy': policy } = values;
    const body = {
      ...(session === undefined ? {} : { sessionName: session }),
      ...(duration === undefined ? {} : { durationSeconds: secondsOf('duration', duration) }),
      ...(policy === undefined ? {} : { sessionPolicy: await readDocument(policy) }),
    };
    // What the contract of the operation says.
    printNewKey((await ask(operations.CreateSession, owner, body)) as NewKey, values, terminal);
  },
});

export const keyList = adminCommand({
  options: [userOption, jsonOption],
  async run(ask, { json, user }, terminal) {
    if (user === undefined) throw new UsageError('Name the user: --user NAME.');
    // What the contract of the operation says.
    const { accessKeys } = (await ask(operations.ListAccessKeys, { userName: user })) as {
      readonly accessKeys: readonly Key[];
    };
    if (json !== undefined) {
      for (const key of accessKeys) terminal.print(`${JSON.stringify(key)}\n`);
      return;
    }
    const rows = accessKeys.map((key) => [
      key.accessKeyId,
      key.status,
      instant(key.createdAt),
      instant(key.lastUsedAt),
      instant(key.expiresAt),
    ]);
    terminal.print(table(['KEY', 'STATUS', 'CREATED', 'LAST USED', 'ENDS'], rows));
  },
});

export const keyRotate = adminCommand({
  operand: keyOperand,
  options: [
    { name: 'grace', placeholder: 'DURATION', help: 'Let the old key work for this long', defaultText: 'not at all' },
    jsonOption,
  ],
  async run(ask, values, terminal) {
    const { grace, operand = '' } = values;
    const body = grace === undefined ? {} : { graceSeconds: secondsOf('grace', grace) };
    // What the contract of the operation says.
    printNewKey((await ask(operations.RotateAccessKey, { accessKeyId: operand }, body)) as NewKey, values, terminal);
  },
});

export const keyDisable = switching('Inactive');
export const keyEnable = switching('Active');

export const keyRevoke = adminCommand({
  operand: keyOperand,
  async run(ask, { operand = '' }) {
    await ask(operations.DeleteAccessKey, { accessKeyId: operand });
  },
});

function switching(status: 'Active' | 'Inactive'): CommandBody {
  return adminCommand({
    operand: keyOperand,
    async run(ask, { operand = '' }) {
      await ask(operations.UpdateAccessKey, { accessKeyId: operand }, { status });
    },
  });
}

/** As lines for `eval`, which are readable as well. */
function printNewKey(key: NewKey, { json }: Readonly<Record<string, string>>, { complain, print }: Terminal): void {
  if (json !== undefined) {
    print(`${JSON.stringify(key)}\n`);
    return;
  }
  print(`export AWS_ACCESS_KEY_ID=${key.accessKeyId}\n`);
  print(`export AWS_SECRET_ACCESS_KEY=${key.secretAccessKey}\n`);
  if (key.sessionToken !== undefined) print(`export AWS_SESSION_TOKEN=${key.sessionToken}\n`);
  if (key.expiresAt !== undefined) complain(`They work until ${instant(key.expiresAt)}. `);
  complain('The secret is not shown again.\n');
}

function secondsOf(name: string, text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined)
    throw new UsageError(`--${name} is ${JSON.stringify(text)}: give a duration, such as 8h.`);
  return Math.floor(milliseconds / 1_000);
}
