/** The table of operations that ask for more than their own action on one resource, as the book shows it. */
import type { FurtherPermission, OperationContract } from '../src/contract/operation.ts';
import { controlPlaneOperations } from '../src/contract/operations/index.ts';
import type { Members } from '../src/contract/shape.ts';

const code = (text: string) => `\`${text}\``;
const list = (texts: readonly string[]) => texts.map(code).join(', ');

export function permissionsTable(): string {
  const operations: readonly OperationContract[] = Object.values(controlPlaneOperations);
  const rows = operations
    .filter(asksForMore)
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((operation) => `| ${operation.name} | ${ownCell(operation)} | ${besides(operation).join('; ')} |`);
  return ['| operation | its own action on | besides |', '| --- | --- | --- |', ...rows].join('\n');
}

function asksForMore(operation: OperationContract): boolean {
  const { optionalResources = [], resources } = operation;
  return resources.length + optionalResources.length > 1 || besides(operation).length > 0;
}

function ownCell({ optionalResources = [], resources }: OperationContract): string {
  if (resources.length === 0) return `one of ${list(optionalResources)}, and the other not denied`;
  const notDenied = optionalResources.length === 0 ? '' : `; ${list(optionalResources)} not denied`;
  return list(resources) + notDenied;
}

function besides({ furtherPermissions = [], input }: OperationContract): readonly string[] {
  const objects = membersCalled(input, ['documentSource', 'document', 's3Location']);
  const roles = membersCalled(input, ['roleArn']);
  return [
    ...furtherPermissions.map(further),
    ...(objects.length === 0 ? [] : [`${code('s3:GetObject')} on the objects in ${list(objects)}`]),
    ...(roles.length === 0 ? [] : [`${code('iam:PassRole')} on ${list(roles)}`]),
  ];
}

function further({ action, resources, when }: FurtherPermission): string {
  return `${code(`iot:${action}`)} on ${list(resources)}${when === undefined ? '' : ` with ${code(when)}`}`;
}

/** The paths of the members with these names. */
function membersCalled(members: Members, names: readonly string[], parent = ''): readonly string[] {
  return Object.entries(members).flatMap(([name, { shape }]) => {
    const path = parent + name;
    const inner = shape.type === 'structure' ? membersCalled(shape.members, names, `${path}.`) : [];
    return names.includes(name) ? [path] : inner;
  });
}
