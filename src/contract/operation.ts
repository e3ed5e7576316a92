import type { ErrorName } from './errors.ts';
import type { Members, TypeOfMembers } from './shape.ts';

/** The two services whose operations are served. */
export type ServiceName = 'iot' | 'iot-jobs-data';

/** The server decides which of these is so (`server/unsigned.ts`). */
export type UnsignedWhen = 'always' | 'on a virtual clock of this machine';

/** What a successful answer is, where it is not one body of JSON. Only operations under `/x/` say so. */
export type AnswerForm =
  | { readonly kind: 'text'; readonly mediaType: string }
  /** Bytes that clients are to keep under this name. */
  | { readonly kind: 'file'; readonly mediaType: string; readonly fileName: string }
  /** Server-sent events: by the name of an event, the members of its data. */
  | { readonly kind: 'event stream'; readonly events: Readonly<Record<string, Members>> };

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
  /** In the place of `output`, where the answer is not JSON. */
  readonly answers?: AnswerForm;
  /** When anybody may ask without a signature; never if absent. */
  readonly unsigned?: UnsignedWhen;
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
   * Resources that need not be allowed by themselves: beside others they only count where they are denied; alone, one of
   * them must be allowed (docs/service/identity.md#required-and-optional-resources).
   */
  readonly optionalResources?: readonly string[];
  /** What a caller needs besides the operation's own action (docs/service/permissions.md#further-permissions). */
  readonly furtherPermissions?: readonly FurtherPermission[];
}

export interface FurtherPermission {
  /** The name of another operation. */
  readonly action: string;
  /** As those of an operation. One that ends in `/*` means each of its kind; where none is named, nothing is asked. */
  readonly resources: readonly string[];
  /** The member without which it is not asked; if absent, it always is. */
  readonly when?: string;
}

/** Keeps the literal types of a contract while checking that it is one. */
export function defineOperation<const O extends OperationContract>(operation: O): O {
  return operation;
}

/** What a handler of operation O receives. */
export type InputOf<O extends OperationContract> = TypeOfMembers<O['input']>;

/** What a handler of operation O answers: members, or what `answers` says; nothing where neither is modelled. */
export type OutputOf<O extends OperationContract> = O extends { readonly answers: infer A }
  ? AnswerOf<A>
  : O extends { readonly output: infer M }
    ? TypeOfMembers<M>
    : undefined;

type AnswerOf<A> = A extends { readonly kind: 'text' }
  ? string
  : A extends { readonly kind: 'file' }
    ? FileAnswer
    : A extends { readonly events: infer E }
      ? AsyncIterable<EventOf<E>>
      : never;

export interface FileAnswer {
  /** Its size in bytes, where it is known beforehand. */
  readonly length?: number;
  readonly bytes: AsyncIterable<Uint8Array>;
}

type EventOf<E> = {
  readonly [K in keyof E & string]: { readonly event: K; readonly data: TypeOfMembers<E[K]> };
}[keyof E & string];
