/** The routes under `/x/admin/` and `GET /x/audit`. */

import type { AuditTrail } from '../access/audit/trail.ts';
import type { OperatorDirectory } from '../access/operators/operator-directory.ts';
import * as keys from '../contract/extensions/access-keys.ts';
import { listAuditEntries as listAuditContract } from '../contract/extensions/audit.ts';
import * as policies from '../contract/extensions/operator-policies.ts';
import * as operators from '../contract/extensions/operators.ts';
import { type ExtensionRoute, extensionRoute } from '../gateway/http/extension-route.ts';
import { listAuditEntries } from '../operations/audit/list-audit-entries.ts';
import {
  createAccessKey,
  createSession,
  deleteAccessKey,
  listAccessKeys,
  rotateAccessKey,
  updateAccessKey,
} from '../operations/operator/access-keys.ts';
import { createOperator, deleteOperator, listOperators } from '../operations/operator/operators.ts';
import {
  attachOperatorPolicy,
  deleteOperatorPolicy,
  detachOperatorPolicy,
  getOperatorPolicy,
  listOperatorPolicies,
  putOperatorPolicy,
  simulateOperatorPolicies,
} from '../operations/operator/policies.ts';
import { namedOperator, type OperatorTools } from '../operations/operator/tools.ts';

export interface OperatorRoutesOptions {
  readonly tools: OperatorTools;
  readonly directory: OperatorDirectory;
  readonly trail: Pick<AuditTrail<unknown>, 'flush'>;
}

export function operatorRoutes({ directory, tools, trail }: OperatorRoutesOptions): readonly ExtensionRoute[] {
  return [
    ...routesOfOperators(tools),
    ...routesOfKeys(tools, directory),
    ...routesOfPolicies(tools, directory),
    extensionRoute(listAuditContract, async (input, context) => {
      // What was refused a moment ago is part of the answer.
      await trail.flush();
      return listAuditEntries(context, input);
    }),
  ];
}

function routesOfOperators(tools: OperatorTools): readonly ExtensionRoute[] {
  return [
    extensionRoute(operators.createUser, ({ userName: name }, context) =>
      createOperator(context, tools, { kind: 'user', name }),
    ),
    extensionRoute(operators.listUsers, async (input, context) => {
      const { nextToken, operators: users } = await listOperators(context, 'user', input);
      return { users, nextToken };
    }),
    extensionRoute(operators.deleteUser, async ({ userName: name }, context) => {
      await deleteOperator(context, { kind: 'user', name });
      return {};
    }),
    extensionRoute(operators.createRole, ({ roleName: name }, context) =>
      createOperator(context, tools, { kind: 'role', name }),
    ),
    extensionRoute(operators.listRoles, async (input, context) => {
      const { nextToken, operators: roles } = await listOperators(context, 'role', input);
      return { roles, nextToken };
    }),
    extensionRoute(operators.deleteRole, async ({ roleName: name }, context) => {
      await deleteOperator(context, { kind: 'role', name });
      return {};
    }),
  ];
}

function routesOfKeys(tools: OperatorTools, directory: OperatorDirectory): readonly ExtensionRoute[] {
  return [
    extensionRoute(keys.createAccessKey, ({ userName }, context) => createAccessKey(context, tools, userName)),
    extensionRoute(keys.createSession, (input, context) => createSession(context, tools, input)),
    extensionRoute(keys.listAccessKeys, async ({ userName }, context) => {
      await directory.writeUses();
      const found = await listAccessKeys(context, userName);
      const accessKeys = found.map(({ accessKeyId, createdAt, expiresAt, isActive, lastUsedAt }) => ({
        accessKeyId,
        createdAt,
        status: isActive ? 'Active' : 'Inactive',
        lastUsedAt: lastUsedAt ?? undefined,
        expiresAt: expiresAt ?? undefined,
      }));
      return { accessKeys };
    }),
    extensionRoute(keys.updateAccessKey, async ({ accessKeyId, status }, context) => {
      await updateAccessKey(context, tools, accessKeyId, status === 'Active');
      return {};
    }),
    extensionRoute(keys.rotateAccessKey, ({ accessKeyId, graceSeconds = 0 }, context) =>
      rotateAccessKey(context, tools, accessKeyId, graceSeconds),
    ),
    extensionRoute(keys.deleteAccessKey, async ({ accessKeyId }, context) => {
      await deleteAccessKey(context, accessKeyId);
      return {};
    }),
  ];
}

function routesOfPolicies(tools: OperatorTools, directory: OperatorDirectory): readonly ExtensionRoute[] {
  return [
    extensionRoute(policies.putOperatorPolicy, async ({ policyDocument, policyName }, context) => {
      await putOperatorPolicy(context, tools, policyName, policyDocument);
      return {};
    }),
    extensionRoute(policies.getOperatorPolicy, ({ policyName }, context) => getOperatorPolicy(context, policyName)),
    extensionRoute(policies.listOperatorPolicies, (input, context) => listOperatorPolicies(context, input)),
    extensionRoute(policies.deleteOperatorPolicy, async ({ policyName }, context) => {
      await deleteOperatorPolicy(context, policyName);
      return {};
    }),
    extensionRoute(policies.attachOperatorPolicy, async ({ policyName, ...operator }, context) => {
      await attachOperatorPolicy(context, tools, policyName, namedOperator(operator));
      return {};
    }),
    extensionRoute(policies.detachOperatorPolicy, async ({ policyName, ...operator }, context) => {
      await detachOperatorPolicy(context, policyName, namedOperator(operator));
      return {};
    }),
    extensionRoute(policies.simulateOperatorPolicies, ({ roleName, userName, ...simulation }, context) =>
      simulateOperatorPolicies(context, directory, namedOperator({ roleName, userName }), simulation),
    ),
  ];
}
