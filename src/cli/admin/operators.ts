/** `musterd admin user` and `musterd admin role`: create, list, delete. */
import { attachOperatorPolicy } from '../../contract/extensions/operator-policies.ts';
import {
  createRole,
  createUser,
  deleteRole,
  deleteUser,
  listRoles,
  listUsers,
} from '../../contract/extensions/operators.ts';
import type { CommandBody, Option } from '../command.ts';
import { instant, table } from '../table.ts';
import { adminCommand, jsonOption, pages } from './ask.ts';

interface Described {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  readonly policyNames: readonly string[];
}

const policyOption: Option = { name: 'policy', placeholder: 'NAME', help: 'Attach this policy as well' };

const nameOperand = { placeholder: 'NAME', help: 'Up to 64 letters, digits and _+=,.@-' } as const;

export const userCreate = creating('userName', createUser);
export const userList = listing('users', listUsers);
export const userDelete = deleting('userName', deleteUser);
export const roleCreate = creating('roleName', createRole);
export const roleList = listing('roles', listRoles);
export const roleDelete = deleting('roleName', deleteRole);

function creating(member: 'userName' | 'roleName', operation: typeof createUser | typeof createRole): CommandBody {
  return adminCommand({
    operand: nameOperand,
    options: [policyOption],
    async run(ask, { operand = '', policy }, terminal) {
      // What the contract of the operation says.
      const { arn } = (await ask(operation, { [member]: operand })) as Described;
      if (policy !== undefined) await ask(attachOperatorPolicy, { policyName: policy }, { [member]: operand });
      terminal.print(`${arn}\n`);
    },
  });
}

function listing(member: 'users' | 'roles', operation: typeof listUsers | typeof listRoles): CommandBody {
  return adminCommand({
    options: [jsonOption],
    async run(ask, { json }, terminal) {
      const rows: string[][] = [];
      for await (const page of pages<Described>(ask, operation, member)) {
        if (json !== undefined) for (const one of page) terminal.print(`${JSON.stringify(one)}\n`);
        else rows.push(...page.map((one) => [one.name, one.policyNames.join(','), instant(one.createdAt)]));
      }
      if (json === undefined) terminal.print(table(['NAME', 'POLICIES', 'CREATED'], rows));
    },
  });
}

function deleting(member: 'userName' | 'roleName', operation: typeof deleteUser | typeof deleteRole): CommandBody {
  return adminCommand({
    operand: nameOperand,
    async run(ask, { operand = '' }) {
      await ask(operation, { [member]: operand });
    },
  });
}
