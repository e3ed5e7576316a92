/**
 * Every member of every input that names a resource is asked about, so that no operation reaches what its caller may not
 * (docs/service/permissions.md#whoever-names-a-resource).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { extensionOperations } from '../../src/contract/extensions/index.ts';
import type { OperationContract } from '../../src/contract/operation.ts';
import { controlPlaneOperations, deviceOperations } from '../../src/contract/operations/index.ts';
import type { Members, Shape } from '../../src/contract/shape.ts';
import { checksOf, type Plane } from '../../src/domain/authorization/checks.ts';
import { membersIn } from '../../src/domain/authorization/resources.ts';
import { testAccount } from '../support/context.ts';
import { exampleInput } from '../support/example-input.ts';
import { notAsked } from './not-asked.ts';

const planes: readonly (readonly [Plane, Readonly<Record<string, OperationContract>>])[] = [
  ['control', controlPlaneOperations],
  ['device', deviceOperations],
  ['extension', extensionOperations],
];

/** What the names of members that name resources end in; names of versions, patterns and prefixes are among them. */
const NAMING =
  /(Arn|Arns|Name|Names|GroupId|jobId|TemplateId|certificateId|CertificateId|keyId|KeyId|[tT]argets?|[pP]rincipal|parentGroup|Groups|GroupsTo\w+|NamesTo\w+|PackageVersions|documentSource|s3Location|queryString)$/;

/** The paths of the members that name resources, of lists and structures within as well. */
function namingMembers(members: Members, parents: readonly string[] = []): readonly string[] {
  return Object.entries(members).flatMap(([name, { shape }]) => {
    const path = [...parents, name];
    return [...(NAMING.test(name) ? [path.join('.')] : []), ...within(shape, path)];
  });
}

function within(shape: Shape, path: readonly string[]): readonly string[] {
  if (shape.type === 'structure') return namingMembers(shape.members, path);
  return shape.type === 'list' ? within(shape.of, path) : [];
}

/** The members that the contract of an operation asks about. */
function askedMembers(operation: OperationContract): readonly string[] {
  const { furtherPermissions = [], optionalResources = [], resources } = operation;
  const templates = [resources, optionalResources, ...furtherPermissions.map((further) => further.resources)].flat();
  const conditions = furtherPermissions.flatMap(({ when }) => when ?? []);
  return [...templates.flatMap(membersIn), ...conditions];
}

const OBJECT_URL = 'https://s3.amazonaws.com/bucket/key';
const OBJECT_ARN = 'arn:aws:s3:::bucket/key';
const ROLE_ARN = 'arn:aws:iam::000000000000:role/reader';

/** Members that name what other services have, with a value and the permission that it must ask for. */
const foreign: Readonly<Record<string, { readonly value: unknown; readonly permission: string }>> = {
  documentSource: { value: OBJECT_URL, permission: `s3:GetObject ${OBJECT_ARN}` },
  s3Location: { value: { bucket: 'bucket', key: 'key' }, permission: `s3:GetObject ${OBJECT_ARN}` },
  roleArn: { value: ROLE_ARN, permission: `iam:PassRole ${ROLE_ARN}` },
};

/** Whether the operation asks for the permission when this member is given. */
function asksForForeign(plane: Plane, operation: OperationContract, path: string): boolean {
  const names = path.split('.');
  const known = foreign[names.at(-1) ?? ''];
  if (known === undefined) return false;
  const value = names.slice(1).reduceRight<unknown>((inner, name) => ({ [name]: inner }), known.value);
  const input = { ...exampleInput(operation), [names[0] ?? '']: value };
  const asked = checksOf({ plane, operation, input }, testAccount, true).flatMap(({ actions: [action], required }) =>
    required.map((resource) => `${action} ${resource}`),
  );
  return asked.includes(known.permission);
}

const all = planes.flatMap(([plane, operations]) =>
  Object.values(operations).flatMap((operation) =>
    namingMembers(operation.input).map((path) => ({ plane, operation, path, key: `${operation.name} ${path}` })),
  ),
);

const isAsked = ({ operation, path, plane }: (typeof all)[number]) =>
  askedMembers(operation).includes(path) || asksForForeign(plane, operation, path);

test('whoever names a resource is asked about it, or a reason is written down', () => {
  assert.ok(all.length > 150, 'the members were found');
  const silent = all.filter((member) => !isAsked(member) && notAsked[member.key] === undefined);
  assert.deepEqual(
    silent.map(({ key }) => key),
    [],
  );
});

test('every reason is still needed', () => {
  const needed = new Set(all.filter((member) => !isAsked(member)).map(({ key }) => key));
  assert.deepEqual(
    Object.keys(notAsked).filter((key) => !needed.has(key)),
    [],
  );
});
