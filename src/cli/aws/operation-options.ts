/**
 * The options of one command, made of the members of its operation (docs/service/command-line.md#values-of-options).
 */
import type { OperationContract } from '../../contract/operation.ts';
import type { Member, Members } from '../../contract/shape.ts';
import { wordOf } from './names.ts';
import type { AwsOption } from './option.ts';
import { OUTFILE, outfilesOf } from './outfiles.ts';
import { pagingOf } from './paginate.ts';

const skeletonKinds = ['input', 'yaml-input', 'output'] as const;

const cliInputOptions: readonly AwsOption[] = [
  { name: 'cli-input-json', key: 'cli-input-json', takes: 'one' },
  { name: 'cli-input-yaml', key: 'cli-input-yaml', takes: 'one' },
];

/**
 * The options of an operation that pages, in the order in which they are named together
 * (docs/service/command-line.md#all-pages-by-default).
 */
export const pagingOptions: readonly AwsOption[] = [
  { name: 'starting-token', key: 'starting-token', takes: 'one' },
  { name: 'page-size', key: 'page-size', takes: 'one', integer: true },
  { name: 'max-items', key: 'max-items', takes: 'one', integer: true },
];

const skeletonOption: AwsOption = {
  name: 'generate-cli-skeleton',
  key: 'generate-cli-skeleton',
  takes: 'one',
  choices: skeletonKinds,
  bare: 'input',
};

/**
 * The options of the members in the order of the contract, whose keys are the members' names, then those that every
 * command has. Of a list that pages, the members for that are hidden behind the options for it.
 */
export function optionsOf(operation: OperationContract): readonly AwsOption[] {
  const paging = pagingOf(operation);
  const members = Object.entries(modelled(operation.input)).flatMap(([name, member]) => {
    if (paging === undefined || (name !== paging.inputToken && name !== paging.limit))
      return optionsOfMember(name, member);
    // `--page-size` is an option of every paged list, whatever the member behind it is called.
    return name === 'pageSize'
      ? []
      : optionsOfMember(name, member).map((option) => ({ ...option, hidden: true as const }));
  });
  return [
    ...members,
    ...(operation.answers === undefined ? [] : [{ name: OUTFILE, key: OUTFILE, takes: 'one' as const }]),
    ...outfilesOf(operation).map(({ option }) => ({ name: option, key: option, takes: 'one' as const })),
    ...cliInputOptions,
    ...(paging === undefined
      ? []
      : pagingOptions.filter(({ name }) => name !== 'page-size' || paging.limit !== undefined)),
    skeletonOption,
  ];
}

/** The members that AWS's own model has. */
export function modelled(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, { extension }]) => extension !== true));
}

function optionsOfMember(key: string, { idempotencyToken, required, shape }: Member): readonly AwsOption[] {
  const name = wordOf(key);
  const isRequired = required === true && idempotencyToken !== true;
  const common = { name, key, ...(isRequired ? { required: true as const } : {}) };
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
