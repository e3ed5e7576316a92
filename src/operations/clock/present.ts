/** What time it is for the server, as operations answer it. */
import type { ExtensionRequest } from '../extensions/context.ts';

export function present({ clock, virtualTime }: Pick<ExtensionRequest, 'clock' | 'virtualTime'>) {
  const now = clock.now();
  return { mode: virtualTime === undefined ? 'wall' : 'virtual', now, iso: new Date(now).toISOString() };
}
