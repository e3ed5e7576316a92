/** Listens to what is measured, and sees whether anything is. */
import type { TestContext } from 'node:test';
import type { Measured } from '../../src/lib/measurements.ts';

/** What is told during a test, oldest first. */
export function measurementsOf<Measurement extends object>(
  context: TestContext,
  measured: Measured<Measurement>,
): Measurement[] {
  const told: Measurement[] = [];
  context.after(measured.listen((measurement) => told.push(measurement)));
  return told;
}

/** Counts how often the module of the measurements reads the clock during a test; others may read it as they like. */
export function clockReads(context: TestContext): () => number {
  const now = performance.now.bind(performance);
  let reads = 0;
  context.mock.method(performance, 'now', () => {
    if (/lib[/\\]measurements\.[jt]s/.test(new Error().stack ?? '')) reads += 1;
    return now();
  });
  return () => reads;
}
