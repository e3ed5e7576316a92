import { invalidRequest } from '../../contract/errors.ts';
import { eventType } from '../../contract/shapes/account.ts';
import { putEventConfigurations } from '../../store/announcement/event-configuration.ts';
import type { Handler } from '../context.ts';

const KNOWN: readonly string[] = eventType.enum;

/**
 * A kind that is not named, or named without a value, stays as it is (docs/service/registry.md#which-events-are-on).
 */
export const updateEventConfigurations: Handler<'UpdateEventConfigurations'> = async (context, input) => {
  const given = Object.entries(input.eventConfigurations ?? {});
  const unknown = given.find(([type]) => !KNOWN.includes(type));
  if (unknown !== undefined) throw invalidRequest(`The event type ${unknown[0]} is unknown.`);
  const enabled = new Map<string, boolean>();
  for (const [type, { Enabled }] of given) if (Enabled !== undefined) enabled.set(type, Enabled);
  await context.database.transaction((transaction) =>
    putEventConfigurations(transaction, enabled, context.clock.now()),
  );
  return {};
};
