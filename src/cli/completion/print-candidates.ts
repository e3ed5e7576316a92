/** The hidden `musterd __complete`, which the scripts of the shells call. */
import { listJobs } from '../../contract/operations/job/list-jobs.ts';
import { listThings } from '../../contract/operations/thing/list-things.ts';
import { openApi } from '../api.ts';
import { profileNames, readSections, textValue } from '../aws/config/profile.ts';
import type { Terminal } from '../command.ts';
import { candidates, type NamesOf } from './candidates.ts';

const LONGEST_MS = 1_000;
const MOST_NAMES = 100;

/** Prints one candidate per line; whatever goes wrong, somebody is only typing, so it stays silent. */
export async function printCandidates(words: readonly string[], terminal: Terminal): Promise<number> {
  const found = await candidates(words, namesWithinTime).catch(() => []);
  terminal.print(found.map((candidate) => `${candidate}\n`).join(''));
  return 0;
}

const namesKnown: NamesOf = async (kind) => {
  if (kind === 'profile') return profileNames(process.env);
  if (kind === 'region') return regions();
  const api = await openApi({});
  if (kind === 'job') {
    const { jobs = [] } = await api.call(listJobs, { maxResults: MOST_NAMES });
    return jobs.flatMap(({ jobId }) => jobId ?? []);
  }
  const { things = [] } = await api.call(listThings, { maxResults: MOST_NAMES });
  return things.flatMap(({ thingName }) => thingName ?? []);
};

/** That of the server that runs here, and those that profiles name. */
async function regions(): Promise<readonly string[]> {
  const local = await (await import('../find-server.ts')).runningServer();
  const sections = [...(await readSections('config', process.env)).values()];
  const named = sections.flatMap((section) => textValue(section, 'region') ?? []);
  return [...new Set([...(local === undefined ? [] : [local.region]), ...named])];
}

/** What the server and the files name; nobody waits longer than a second for it. */
export const namesWithinTime: NamesOf = async (kind) => {
  let timer: NodeJS.Timeout | undefined;
  const nothing = new Promise<readonly string[]>((resolve) => {
    timer = setTimeout(() => resolve([]), LONGEST_MS);
  });
  try {
    return await Promise.race([namesKnown(kind), nothing]);
  } finally {
    clearTimeout(timer);
  }
};
