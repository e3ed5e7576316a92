/** Waiting with a limit: for what other programs send or become. */
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';

const LIMIT_MS = 15_000;
const BETWEEN_QUESTIONS_MS = 20;

/** What the promise gives, unless it takes longer than a machine under load needs. `what` completes "in vain until". */
export async function within<T>(promise: Promise<T>, what: string, limitMs = LIMIT_MS): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`Waited in vain until ${what}`)), limitMs);
  });
  try {
    return await Promise.race([promise, limit]);
  } finally {
    clearTimeout(timer);
  }
}

/** Asks again until the answer is the one that is waited for; for states of which no event tells. */
export async function eventually<T>(ask: () => Promise<T>, isIt: (answer: T) => boolean): Promise<T> {
  const giveUpAt = performance.now() + LIMIT_MS;
  for (;;) {
    const answer = await ask();
    if (isIt(answer)) return answer;
    assert.ok(performance.now() < giveUpAt, `Still ${JSON.stringify(answer)}`);
    await delay(BETWEEN_QUESTIONS_MS);
  }
}
