/** What `assert.rejects` and `assert.throws` expect of a refusal. */
import assert from 'node:assert/strict';
import { type ErrorName, ServiceError } from '../../src/contract/errors.ts';

/** A refusal with this name, and with this text or a text like this where one is given. */
export function refusal(name: ErrorName, message?: string | RegExp, members?: Readonly<Record<string, unknown>>) {
  return (error: unknown): true => {
    if (!(error instanceof ServiceError)) throw error;
    assert.equal(error.name, name, error.message);
    if (typeof message === 'string') assert.equal(error.message, message);
    else if (message !== undefined) assert.match(error.message, message);
    if (members !== undefined) assert.deepEqual(error.members, members);
    return true;
  };
}
