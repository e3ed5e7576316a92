import { present } from '../../clock/present.ts';
import type { ExtensionHandler } from '../context.ts';

/** Says what time it is for the server. */
export const getClock: ExtensionHandler<'GetClock'> = async (context) => present(context);
