/** The hidden `musterd __complete`, which the scripts of the shells call. */
import { listJobs } from '../../contract/operations/job/list-jobs.ts';
import { listThings } from '../../contract/operations/thing/list-things.ts';
import { openApi } from '../api.ts';
import type { Terminal } from '../command.ts';
import { candidates, type NamesOf } from './candidates.ts';

const LONGEST_MS = 1_000;
const MOST_NAMES = 100;

/** Prints one candidate per line; whatever goes wrong, somebody is only typing, so it stays silent. */
export async function printCandidates(words: readonly string[], terminal: Terminal): Promise<number> {
  const found = await candidates(words, withinTime(namesOfServer)).catch(() => []);
  terminal.print(found.map((candidate) => `${candidate}\n`).join(''));
  return 0;
}

const namesOfServer: NamesOf = async (kind) => {
  const api = await openApi({});
  if (kind === 'job') {
    const { jobs = [] } = await api.call(listJobs, { maxResults: MOST_NAMES });
    return jobs.flatMap(({ jobId }) => jobId ?? []);
  }
  const { things = [] } = await api.call(listThings, { maxResults: MOST_NAMES });
  return things.flatMap(({ thingName }) => thingName ?? []);
};

function withinTime(namesOf: NamesOf): NamesOf {
  return async (kind) => {
    let timer: NodeJS.Timeout | undefined;
    const nothing = new Promise<readonly string[]>((resolve) => {
      timer = setTimeout(() => resolve([]), LONGEST_MS);
    });
    try {
      return await Promise.race([namesOf(kind), nothing]);
    } finally {
      clearTimeout(timer);
    }
  };
}
