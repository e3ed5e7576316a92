/**
 * The resources that a request is about: the templates of its operation, filled in from its input
 * (docs/service/identity.md#required-and-optional-resources).
 */
import type { OperationContract } from '../../contract/operation.ts';

export type Input = Readonly<Record<string, unknown>>;

/** The parts of an operation that say what permission it needs. */
export type Permission = Pick<
  OperationContract,
  'name' | 'input' | 'resources' | 'optionalResources' | 'furtherPermissions'
>;

export interface NamedResources {
  /** ARNs, or `*` where the action has no resource. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** One action on the resources of a request. */
export interface Check extends NamedResources {
  /** The action under each of its names; a refusal gives the first. */
  readonly actions: readonly [string, ...string[]];
  /** Whether the required resources end in `*` and mean each that begins so. */
  readonly ofEach?: true;
}

const MEMBER = /\{(\w+)(?:=([^}]*))?\}/g;

/** The ARNs of a request; `arnOf` completes the last part of an ARN. A request that names nothing is about `*`. */
export function namedResources(
  { resources, optionalResources = [] }: Pick<Permission, 'resources' | 'optionalResources'>,
  input: Input,
  arnOf: (resource: string) => string,
): NamedResources {
  const expandAll = (templates: readonly string[]) => [
    ...new Set(templates.flatMap((template) => expand(template, input, arnOf))),
  ];
  const required = expandAll(resources);
  const others = expandAll(optionalResources);
  const packages = packagesOf([...required, ...others]);
  const optional = [...new Set([...others, ...packages])].filter((one) => !required.includes(one));
  return { required: required.length + optional.length === 0 ? ['*'] : required, optional };
}

/**
 * True if a template stands for the resource that the operation itself creates, rather than for one that the caller
 * names by an ARN.
 */
export function isAddressed(template: string): boolean {
  return template !== '*' && !template.startsWith('{');
}

/** The members that a template names. */
export function membersIn(template: string): readonly string[] {
  return [...template.matchAll(MEMBER)].map(([, name = '']) => name);
}

/** Values are inserted between the parts of the template, so that braces in a value mean nothing. */
function expand(template: string, input: Input, arnOf: (resource: string) => string): string[] {
  if (template === '*') return ['*'];
  let texts = [''];
  let end = 0;
  for (const { 0: placeholder, 1: name = '', 2: byDefault, index } of template.matchAll(MEMBER)) {
    const literal = template.slice(end, index);
    const values = valuesOf(input[name] ?? byDefault);
    texts = texts.flatMap((text) => values.map((value) => text + literal + value));
    end = index + placeholder.length;
  }
  return texts.map((text) => (isAddressed(template) ? arnOf(text + template.slice(end)) : text));
}

function valuesOf(value: unknown): readonly string[] {
  if (value === undefined) return [];
  return (Array.isArray(value) ? value : [value]).map(String);
}

/** Using a version of a package means using the package: a denial of the package counts for its versions. */
function packagesOf(arns: readonly string[]): readonly string[] {
  return arns.flatMap((arn) => /^(.+:package\/[^/]+)\/version\/[^/]+$/.exec(arn)?.[1] ?? []);
}
