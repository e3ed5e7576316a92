/** A process that is started again whenever it crashes. */
import { Crash, crashPlaces } from './crashes.ts';
import { type Process, startProcess, workerNames } from './process.ts';
import type { RunContext } from './run.ts';

export interface Life {
  /** The process of this moment. */
  current(): Process;
  /** Lets it crash at one of its next boundaries, if it gets so far. */
  endanger(): void;
  /** Buries a process that has crashed and starts another; does nothing while it lives. */
  recover(): Promise<boolean>;
  /** Does all that is due, through however many crashes; resolves with when something is due next. */
  settle(everything: boolean): Promise<number | null>;
  /** Ends the process of this moment. */
  end(): Promise<void>;
}

const FARTHEST_CRASH = 60;
const A_SECOND_CRASH = 0.3;
const A_CERTAIN_PLACE = 0.4;

/** `buried`: called with each process that has crashed, before the next one begins. */
export function createLife(
  context: RunContext,
  log: (line: string) => void,
  buried: (process: Process) => void = () => undefined,
): Life {
  const { coverage, dice } = context;
  let process = startProcess(context.process);

  function endanger(): void {
    if (dice.happens(A_CERTAIN_PLACE)) process.mortality.crashAt(dice.one(workerNames), dice.one(crashPlaces));
    else process.mortality.crashAfter(dice.whole(0, dice.one([5, 15, FARTHEST_CRASH])));
  }

  async function recover(): Promise<boolean> {
    if (!process.mortality.isDead()) return false;
    const { cause } = process.mortality;
    await process.buried();
    const { place, who } = cause() ?? { who: 'nobody', place: 'nowhere' };
    coverage.crash(who, place);
    log(`-- crash: ${who}, ${place}`);
    buried(process);
    process = startProcess(context.process);
    if (dice.happens(A_SECOND_CRASH)) endanger();
    return true;
  }

  return {
    current: () => process,
    endanger,
    recover,
    end: () => process.buried(),
    async settle(everything) {
      for (let all = everything; ; all = true) {
        try {
          if (process.mortality.isDead()) throw new Crash('It is dead already.');
          return await process.settle(all);
        } catch (error) {
          if (!(error instanceof Crash)) throw error;
          await recover();
        }
      }
    },
  };
}
