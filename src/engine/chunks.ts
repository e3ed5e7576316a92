import type { EngineContext } from './context.ts';

/** Repeats a chunk of work until it says `done` or the engine stops, and makes room for devices in between. */
export async function inChunks(
  context: EngineContext,
  chunk: (size: number) => Promise<'more' | 'done'>,
): Promise<void> {
  while (!context.isStopping()) {
    const began = performance.now();
    if ((await chunk(context.breathe.chunkSize())) === 'done') return;
    await context.breathe.pause(performance.now() - began);
  }
}
