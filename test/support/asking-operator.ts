/** Asks for permission on behalf of a user with given statements, without a gateway. */
import {
  type AuthorizeOperator,
  type AuthorizeOptions,
  operatorAuthorization,
} from '../../src/access/operators/authorize.ts';
import type { OperationContract } from '../../src/contract/operation.ts';
import type { Plane } from '../../src/domain/authorization/checks.ts';
import { compilePolicy } from '../../src/domain/policy-language/evaluate.ts';
import { parsePolicyDocument } from '../../src/domain/policy-language/policy-document.ts';
import { type TestContext, testAccount } from './context.ts';
import { policy, type Statement } from './operators.ts';

const alice = {
  arn: 'arn:aws:iam::000000000000:user/alice',
  operator: { kind: 'user', name: 'alice', userId: 'AIDA' },
} as const;
const origin = { sourceAddress: '127.0.0.1', isSecure: true };

type Input = Readonly<Record<string, unknown>>;

export interface AskingOperator {
  /** What the operator may be asked about later. */
  permissions(
    statements: readonly Statement[],
    operation: OperationContract,
    input: Input,
    options?: Partial<AuthorizeOptions>,
    plane?: Plane,
  ): ReturnType<AuthorizeOperator>;
  /** The first refused action and resource, or `allowed`. */
  ask(
    statements: readonly Statement[],
    operation: OperationContract,
    input: Input,
    options?: Partial<AuthorizeOptions>,
    plane?: Plane,
  ): Promise<string>;
}

export function askingAs({ clock, database }: Pick<TestContext, 'clock' | 'database'>): AskingOperator {
  const permissions: AskingOperator['permissions'] = (
    statements,
    operation,
    input,
    options = {},
    plane = 'control',
  ) => {
    const text = JSON.stringify(policy(...statements));
    const authorize = operatorAuthorization({
      account: testAccount,
      database,
      clock,
      strictIam: true,
      rootLoopbackOnly: false,
      directory: {
        find: async () => undefined,
        reread: async () => undefined,
        policiesOf: async () => ({
          statements: compilePolicy('p', parsePolicyDocument(text, 6_144)),
          askForResourceTags: true,
        }),
        forget: () => undefined,
        writeUses: async () => undefined,
      },
      ...options,
    });
    return authorize(alice, { plane, operation, input }, origin);
  };
  return {
    permissions,
    ask: (...asked) =>
      permissions(...asked).then(
        () => 'allowed',
        (error: Error) => /perform: (\S+ on resource: \S+)/.exec(error.message)?.[1] ?? error.message,
      ),
  };
}
