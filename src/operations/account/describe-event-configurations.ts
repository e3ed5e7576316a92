import { eventType } from '../../contract/shapes/account.ts';
import { listEventConfigurations } from '../../store/announcement/event-configuration.ts';
import type { Handler } from '../context.ts';

/**
 * All kinds, also those that were never switched; the dates are absent until the first update
 * (docs/service/registry.md#which-events-are-on).
 */
export const describeEventConfigurations: Handler<'DescribeEventConfigurations'> = async (context) => {
  const stored = await listEventConfigurations(context.database);
  const enabled = new Set(stored.filter((row) => row.enabled).map((row) => row.eventType));
  const dates = stored.length === 0 ? {} : datesOf(stored);
  return {
    eventConfigurations: Object.fromEntries(eventType.enum.map((type) => [type, { Enabled: enabled.has(type) }])),
    ...dates,
  };
};

function datesOf(stored: readonly { readonly createdAt: number; readonly modifiedAt: number }[]) {
  return {
    creationDate: Math.min(...stored.map((row) => row.createdAt)),
    lastModifiedDate: Math.max(...stored.map((row) => row.modifiedAt)),
  };
}
