/** What a test tidies up after itself, the latest first: a server is stopped before its directory is deleted. */
import type { TestContext } from 'node:test';

const tidying = new WeakMap<TestContext, (() => unknown)[]>();

/** Like `t.after`, which does what was registered first first. */
export function atEnd(t: TestContext, tidy: () => unknown): void {
  const known = tidying.get(t);
  if (known !== undefined) {
    known.push(tidy);
    return;
  }
  const actions = [tidy];
  tidying.set(t, actions);
  t.after(async () => {
    for (const action of actions.reverse()) await action();
  });
}
