/** `musterd admin policy`: list, show, put, delete, attach, detach, simulate. */
import { type ExtensionOperations, extensionOperations as operations } from '../../contract/extensions/index.ts';
import type { CommandBody, Option } from '../command.ts';
import { UsageError } from '../parse-options.ts';
import { table } from '../table.ts';
import { adminCommand, jsonOption, pages, readDocument, roleOption, userOption, userOrRole } from './ask.ts';

interface Policy {
  readonly policyName: string;
  readonly description?: string;
  readonly readyMade: boolean;
  readonly policyDocument: string;
}

interface Decision {
  readonly decision: string;
  readonly policyName?: string;
  readonly statement?: string;
}

const nameOperand = { placeholder: 'POLICY', help: 'The name of the policy' } as const;

export const policyList = adminCommand({
  options: [jsonOption],
  async run(ask, { json }, terminal) {
    const rows: string[][] = [];
    for await (const page of pages<Policy>(ask, operations.ListOperatorPolicies, 'policies')) {
      if (json !== undefined) for (const policy of page) terminal.print(`${JSON.stringify(policy)}\n`);
      else rows.push(...page.map((policy) => [policy.policyName, policy.description ?? '']));
    }
    if (json === undefined) terminal.print(table(['POLICY', 'ALLOWS'], rows));
  },
});

export const policyShow = adminCommand({
  operand: nameOperand,
  async run(ask, { operand = '' }, terminal) {
    // What the contract of the operation says.
    const { policyDocument } = (await ask(operations.GetOperatorPolicy, { policyName: operand })) as Policy;
    terminal.print(`${JSON.stringify(JSON.parse(policyDocument), null, 2)}\n`);
  },
});

export const policyPut = adminCommand({
  operand: nameOperand,
  options: [{ name: 'document', placeholder: 'FILE', help: 'The policy in the JSON of IAM' }],
  async run(ask, { document, operand = '' }) {
    if (document === undefined) throw new UsageError('Name the document: --document FILE.');
    await ask(operations.PutOperatorPolicy, { policyName: operand }, { policyDocument: await readDocument(document) });
  },
});

export const policyDelete = adminCommand({
  operand: nameOperand,
  async run(ask, { operand = '' }) {
    await ask(operations.DeleteOperatorPolicy, { policyName: operand });
  },
});

export const policyAttach = joining(operations.AttachOperatorPolicy);
export const policyDetach = joining(operations.DetachOperatorPolicy);

const contextOption: Option = {
  name: 'context',
  placeholder: 'KEY=VALUE,...',
  help: 'Values of condition keys, for example aws:SourceIp=192.0.2.1',
};

export const policySimulate = adminCommand({
  operand: { placeholder: 'ACTION', help: 'For example iot:DeleteJob' },
  options: [
    userOption,
    roleOption,
    { name: 'resource', placeholder: 'ARN', help: 'The resource', defaultText: '*' },
    contextOption,
    jsonOption,
  ],
  async run(ask, values, terminal) {
    const { context, json, operand = '', resource } = values;
    const asked = {
      ...userOrRole(values),
      action: operand,
      ...(resource === undefined ? {} : { resource }),
      ...(context === undefined ? {} : { context: contextOf(context) }),
    };
    // What the contract of the operation says.
    const answer = (await ask(operations.SimulateOperatorPolicies, {}, asked)) as Decision;
    if (json !== undefined) terminal.print(`${JSON.stringify(answer)}\n`);
    else {
      const by = answer.policyName === undefined ? 'no statement allows it' : whoSaysSo(answer);
      terminal.print(`${answer.decision} (${by})\n`);
    }
  },
});

function joining(
  operation: ExtensionOperations['AttachOperatorPolicy'] | ExtensionOperations['DetachOperatorPolicy'],
): CommandBody {
  return adminCommand({
    operand: nameOperand,
    options: [userOption, roleOption],
    async run(ask, { operand = '', ...values }) {
      await ask(operation, { policyName: operand }, userOrRole(values));
    },
  });
}

function whoSaysSo({ policyName, statement }: Decision): string {
  return `statement ${statement} of the policy ${policyName}`;
}

function contextOf(text: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    text.split(',').map((pair) => {
      const equalSign = pair.indexOf('=');
      if (equalSign < 1) throw new UsageError(`--context is ${JSON.stringify(text)}: write KEY=VALUE,KEY=VALUE.`);
      return [pair.slice(0, equalSign), pair.slice(equalSign + 1)];
    }),
  );
}
