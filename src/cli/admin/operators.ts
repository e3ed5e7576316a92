/** `musterd admin user` and `musterd admin role`: create, list, delete. */
import { type ExtensionOperations, extensionOperations as operations } from '../../contract/extensions/index.ts';
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

export const userCreate = creating('userName', operations.CreateUser);
export const userList = listing('users', operations.ListUsers);
export const userDelete = deleting('userName', operations.DeleteUser);
export const roleCreate = creating('roleName', operations.CreateRole);
export const roleList = listing('roles', operations.ListRoles);
export const roleDelete = deleting('roleName', operations.DeleteRole);

function creating(
  member: 'userName' | 'roleName',
  operation: ExtensionOperations['CreateUser'] | ExtensionOperations['CreateRole'],
): CommandBody {
  return adminCommand({
    operand: nameOperand,
    options: [policyOption],
    async run(ask, { operand = '', policy }, terminal) {
      // What the contract of the operation says.
      const { arn } = (await ask(operation, { [member]: operand })) as Described;
      if (policy !== undefined)
        await ask(operations.AttachOperatorPolicy, { policyName: policy }, { [member]: operand });
      terminal.print(`${arn}\n`);
    },
  });
}

function listing(
  member: 'users' | 'roles',
  operation: ExtensionOperations['ListUsers'] | ExtensionOperations['ListRoles'],
): CommandBody {
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

function deleting(
  member: 'userName' | 'roleName',
  operation: ExtensionOperations['DeleteUser'] | ExtensionOperations['DeleteRole'],
): CommandBody {
  return adminCommand({
    operand: nameOperand,
    async run(ask, { operand = '' }) {
      await ask(operation, { [member]: operand });
    },
  });
}
