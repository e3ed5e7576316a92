import type { EngineContext } from '../context.ts';

/** With `more` or a place to go on from, another chunk follows. */
export type ChunkDone<Place> = 'done' | 'more' | { readonly goOnFrom: Place | undefined };

/**
 * Repeats a chunk of work until it returns `done` or the engine stops, and makes room for devices in between. Each
 * chunk is given the place from which the one before it said to go on.
 */
export async function inChunks<Place = never>(
  context: EngineContext,
  chunk: (size: number, from: Place | undefined) => Promise<ChunkDone<Place>>,
): Promise<void> {
  for (let from: Place | undefined; !context.isStopping(); ) {
    const began = performance.now();
    const done = await chunk(context.breathe.chunkSize(), from);
    if (done === 'done') return;
    from = done === 'more' ? undefined : done.goOnFrom;
    await context.breathe.pause(performance.now() - began);
  }
}
