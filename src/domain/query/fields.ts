/**
 * Which fields a query names, and what is left of it if some of them tell nothing
 * (docs/service/thing-groups.md#queries-that-are-refused-today).
 */
import type { Query } from './query.ts';

/** The fields that a query names, in their order. */
export function fieldsIn(query: Query): readonly string[] {
  if (query.kind === 'and' || query.kind === 'or') return query.queries.flatMap(fieldsIn);
  if (query.kind === 'not') return fieldsIn(query.query);
  return 'field' in query && query.field !== undefined ? [query.field] : [];
}

const everything: Query = { kind: 'everything' };

/** Matches nothing. */
export const nothing: Query = { kind: 'not', query: everything };

/**
 * A query that matches only what the given one matches whatever its fields that are not usable would say. So neither
 * `field:x` nor `NOT field:x` matches anything if nobody knows the field.
 */
export function certainPart(query: Query, isUsable: (field: string) => boolean): Query {
  return withFieldsDecided(query, isUsable, nothing);
}

function withFieldsDecided(query: Query, isUsable: (field: string) => boolean, decision: Query): Query {
  switch (query.kind) {
    case 'and':
    case 'or':
      return { ...query, queries: query.queries.map((part) => withFieldsDecided(part, isUsable, decision)) };
    case 'not': {
      const opposite = decision === nothing ? everything : nothing;
      return { kind: 'not', query: withFieldsDecided(query.query, isUsable, opposite) };
    }
    default:
      return fieldsIn(query).every(isUsable) ? query : decision;
  }
}
