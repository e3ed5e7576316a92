/** Processor time, which tells what work costs however busy the machine is with other things. Where /proc is (Linux). */
import { readdir, readFile } from 'node:fs/promises';

const TICKS_PER_SECOND = 100;

interface Times {
  readonly parent: number;
  readonly seconds: number;
  /** Of its children that have ended. */
  readonly endedSeconds: number;
}

/** What a process used so far; undefined when it is gone, or where the system does not tell. */
async function timesOf(pid: number): Promise<Times | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // The name before the last parenthesis may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields === undefined) return undefined;
  const seconds = (first: number) => (Number(fields[first]) + Number(fields[first + 1])) / TICKS_PER_SECOND;
  return { parent: Number(fields[1]), seconds: seconds(11), endedSeconds: seconds(13) };
}

/** Seconds of processor time that a process and its children used so far. */
export async function processorSeconds(pid: number): Promise<number> {
  const others = await readdir('/proc').catch(() => []);
  const own = await timesOf(pid);
  let seconds = own === undefined ? Number.NaN : own.seconds + own.endedSeconds;
  for (const name of others) {
    const times = /^\d+$/.test(name) ? await timesOf(Number(name)) : undefined;
    if (times?.parent === pid) seconds += times.seconds;
  }
  return seconds;
}
