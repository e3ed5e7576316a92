import type { EngineContext } from '../context.ts';

/** `more`, or where to go on: the chunk is followed by another. */
export type ChunkDone<Place> = 'done' | 'more' | { readonly goOnFrom: Place | undefined };

/**
 * Repeats a chunk of work until it says `done` or the engine stops, and makes room for devices in between. A chunk is told
 * where the former one said to go on.
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
