import type { ErrorName } from './errors.ts';
import type { Members, TypeOfMembers } from './shape.ts';

/** The two services whose operations are served. */
export type ServiceName = 'iot' | 'iot-jobs-data';

/**
 * Everything that the wire says about one operation. The router, the validation, the types, the command line, the docs
 * and the malformed-input tests are all derived from this.
 */
export interface OperationContract {
  /** AWS's own name, for example `DescribeJob`. */
  readonly name: string;
  readonly service: ServiceName;
  readonly method: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{member}` for each path member. */
  readonly path: string;
  /** One sentence for the docs and the command's help. */
  readonly sentence: string;
  readonly input: Members;
  /** Absent where the operation models no output: it answers 200 with an empty body. */
  readonly output?: Members;
  /** Still answered, but no longer listed among the commands. */
  readonly deprecated?: true;
  /** The errors that the API model names for this operation. */
  readonly errors: readonly ErrorName[];
  /**
   * The resources that a caller needs permission for, as the last part of their ARN, for example `job/{jobId}`. A name
   * in braces is an input member; where the member is absent, so is the resource, unless it has a default
   * (`{member=default}`), and a list names one each. `*` where the action has no resource; empty where all are
   * optional.
   */
  readonly resources: readonly string[];
  /**
   * Resources that the API calls optional: beside others they only count where they are denied; alone, one of them must
   * be allowed (docs/service/identity.md#required-and-optional-resources).
   */
  readonly optionalResources?: readonly string[];
  /** Actions that a caller needs besides, on `*` (docs/service/identity.md#further-permissions). */
  readonly furtherActions?: readonly string[];
}

/** Keeps the literal types of a contract while checking that it is one. */
export function defineOperation<const O extends OperationContract>(operation: O): O {
  return operation;
}

/** What a handler of operation O receives. */
export type InputOf<O extends OperationContract> = TypeOfMembers<O['input']>;

/** What a handler of operation O answers; nothing where no output is modelled. */
export type OutputOf<O extends OperationContract> = O extends { readonly output: infer M }
  ? TypeOfMembers<M>
  : undefined;
