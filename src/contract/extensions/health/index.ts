import { getHealth } from './get-health.ts';

/** The operations under `/x/` on the server's health. */
export const healthExtensions = {
  GetHealth: getHealth,
} as const;
