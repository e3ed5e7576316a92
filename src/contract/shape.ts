/**
 * What a value on the wire may look like, as plain data. One interpreter validates it (`gateway/validate.ts`), and the
 * TypeScript types of inputs and outputs are inferred from it, so that nothing is written twice.
 */

export interface StringShape {
  readonly type: 'string';
  readonly min?: number;
  readonly max?: number;
  /** Applies to the whole value, as all patterns of the API model do. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

export interface NumberShape {
  readonly type: 'integer' | 'long' | 'double';
  readonly min?: number;
  readonly max?: number;
}

export interface BooleanShape {
  readonly type: 'boolean';
}

/** Milliseconds inside the server, seconds with a millisecond fraction on the wire. */
export interface TimestampShape {
  readonly type: 'timestamp';
}

export interface ListShape {
  readonly type: 'list';
  readonly of: Shape;
  /** What AWS's model calls an item; samples of answers show it (docs/service/command-line.md#samples-of-an-output). */
  readonly itemName?: string;
  readonly min?: number;
  readonly max?: number;
}

export interface MapShape {
  readonly type: 'map';
  readonly key: StringShape;
  readonly value: Shape;
  readonly min?: number;
  readonly max?: number;
}

export interface StructureShape {
  readonly type: 'structure';
  readonly members: Members;
}

export type Shape = StringShape | NumberShape | BooleanShape | TimestampShape | ListShape | MapShape | StructureShape;

/** A member of a structure, or of an operation's input. */
export interface Member {
  readonly shape: Shape;
  readonly required?: true;
  /** Where an input member travels; a member without `in` is in the body. */
  readonly in?: 'path' | 'query' | 'header';
  /** The name in the header or the query, where it differs from the member's. */
  readonly name?: string;
  /** Clients fill it with a new UUID where it is not given. */
  readonly idempotencyToken?: true;
  /** AWS's model does not have it: the command line of AWS's own words leaves it out. */
  readonly extension?: true;
}

export type Members = Readonly<Record<string, Member>>;

type Simplify<T> = { readonly [K in keyof T]: T[K] };

/** The TypeScript type of a value of shape S. */
export type TypeOf<S> = S extends { readonly type: 'string'; readonly enum: readonly (infer E)[] }
  ? E
  : S extends { readonly type: 'string' }
    ? string
    : S extends { readonly type: 'integer' | 'long' | 'double' | 'timestamp' }
      ? number
      : S extends { readonly type: 'boolean' }
        ? boolean
        : S extends { readonly type: 'list'; readonly of: infer I }
          ? readonly TypeOf<I>[]
          : S extends { readonly type: 'map'; readonly value: infer V }
            ? Readonly<Record<string, TypeOf<V>>>
            : S extends { readonly type: 'structure'; readonly members: infer M }
              ? TypeOfMembers<M>
              : never;

/** The TypeScript type of a set of members: required ones always there, others possibly absent. */
export type TypeOfMembers<M> = Simplify<
  {
    readonly [K in keyof M as M[K] extends { readonly required: true } ? K : never]: M[K] extends {
      readonly shape: infer S;
    }
      ? TypeOf<S>
      : never;
  } & {
    readonly [K in keyof M as M[K] extends { readonly required: true } ? never : K]?:
      | (M[K] extends { readonly shape: infer S } ? TypeOf<S> : never)
      | undefined;
  }
>;
