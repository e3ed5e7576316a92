/** Puts together the operations under `/x/`: their handlers, at their rates, and what these use. */
import { extensionOperations } from '../contract/extensions/index.ts';
import { type Extension, extensionsOf } from '../gateway/http/extensions.ts';
import { wallClock } from '../lib/clock.ts';
import type { ExtensionContext } from '../operations/extensions/context.ts';
import { extensionHandlers } from '../operations/extensions/index.ts';
import { ratesOfExtensions, withRates } from '../operations/request-rates.ts';
import type { Settings } from './settings/table.ts';
import { isUnsigned } from './unsigned.ts';

/** All of them. */
export function openExtensions(settings: Settings, context: ExtensionContext): readonly Extension[] {
  const isLimited = settings.requestRates === 'documented';
  return extensionsOf({
    handlers: isLimited
      ? withRates(extensionHandlers, ratesOfExtensions(extensionOperations), wallClock)
      : extensionHandlers,
    context,
    isUnsigned: (when) => isUnsigned(settings, when),
  });
}
