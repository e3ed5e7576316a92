/** The options of one command, made of the members of its operation (`cli.md` 1.2 to 1.5). */
import type { OperationContract } from '../../contract/operation.ts';
import type { Member } from '../../contract/shape.ts';
import { wordOf } from './names.ts';
import type { AwsOption } from './option.ts';
import { pagingOf } from './paginate.ts';

export const skeletonKinds = ['input', 'yaml-input', 'output'] as const;

/** Which keys have no member behind them. */
export const commandOptions: readonly AwsOption[] = [
  { name: 'cli-input-json', key: 'cli-input-json', takes: 'one' },
  { name: 'cli-input-yaml', key: 'cli-input-yaml', takes: 'one' },
  {
    name: 'generate-cli-skeleton',
    key: 'generate-cli-skeleton',
    takes: 'one',
    choices: skeletonKinds,
    bare: 'input',
  },
];

/** The options of an operation that pages, in the order in which they are named together (`cli.md` 1.11). */
export const pagingOptions: readonly AwsOption[] = [
  { name: 'starting-token', key: 'starting-token', takes: 'one' },
  { name: 'page-size', key: 'page-size', takes: 'one', integer: true },
  { name: 'max-items', key: 'max-items', takes: 'one', integer: true },
];

/** The options of the members in the order of the contract, then those of every command. The key of a member is its name. */
export function optionsOf(operation: OperationContract): readonly AwsOption[] {
  const paging = pagingOf(operation);
  return [
    ...Object.entries(operation.input).flatMap(([name, member]) => optionsOfMember(name, member)),
    ...(paging === undefined
      ? []
      : pagingOptions.filter(({ name }) => name !== 'page-size' || paging.limit !== undefined)),
    ...commandOptions,
  ];
}

function optionsOfMember(key: string, { required, shape }: Member): readonly AwsOption[] {
  const name = wordOf(key);
  const common = { name, key, ...(required === undefined ? {} : { required }) };
  switch (shape.type) {
    case 'boolean':
      return [
        { ...common, takes: { constant: true } },
        { ...common, name: `no-${name}`, takes: { constant: false } },
      ];
    case 'list':
      return [{ ...common, takes: 'many' }];
    case 'integer':
    case 'long':
      return [{ ...common, takes: 'one', integer: true }];
    default:
      return [{ ...common, takes: 'one' }];
  }
}
