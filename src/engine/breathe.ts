/**
 * How the engine's large work shares the database with devices: full speed when they are quiet, a sixth of the time when they
 * are busy (`decisions/0020-large-work-beside-devices.md`).
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Breathe } from './context.ts';

const QUIET_CHUNK = 5_000;
const BUSY_CHUNK = 200;
/** While devices are busy, the work rests five times as long as it works. */
const REST = 5;
const LONGEST_REST_MS = 2_000;

/** `devicePending` tells how many device requests wait or are being worked on at this moment. */
export function breatheWith(devicePending: () => number): Breathe {
  const BUSY_FROM = 4;
  const isBusy = () => devicePending() >= BUSY_FROM;
  return {
    chunkSize: () => (isBusy() ? BUSY_CHUNK : QUIET_CHUNK),
    async pause(lastChunkMs) {
      if (isBusy()) await sleep(Math.min(LONGEST_REST_MS, lastChunkMs * REST));
    },
  };
}
