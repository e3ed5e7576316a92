/** How a simulated device handles a job: the same device always does the same with the same execution. */
import { createHash } from 'node:crypto';

export interface Step {
  /** The status that the device reports at this step. */
  readonly status: 'IN_PROGRESS' | 'SUCCEEDED' | 'FAILED';
  readonly statusDetails: Readonly<Record<string, string>>;
  /** How long the device works before it reports. */
  readonly afterMs: number;
}

const phases = ['downloading', 'verifying', 'installing', 'restarting'];
const failures = ['download timed out', 'checksum does not match', 'not enough space', 'did not come up again'];
const FAILURES_PERCENT = 5;
const SHORTEST_STEP_MS = 400;
const LONGEST_STEP_MS = 2_400;

/** The steps of one execution; only the last one ends it. */
export function stepsOf(thingName: string, jobId: string, executionNumber: number): Step[] {
  const chance = createHash('sha256').update(`${thingName} ${jobId} ${executionNumber}`).digest();
  const fails = chance.readUInt16BE(0) % 100 < FAILURES_PERCENT;
  const failsAt = chance.readUInt8(2) % phases.length;
  const steps: Step[] = [];
  for (const [index, phase] of phases.entries()) {
    const afterMs = SHORTEST_STEP_MS + (chance.readUInt16BE(4 + 2 * index) % (LONGEST_STEP_MS - SHORTEST_STEP_MS));
    const progress = String(Math.round((100 * index) / phases.length));
    if (fails && index === failsAt) {
      steps.push({ status: 'FAILED', statusDetails: { phase, progress, reason: failures[index] ?? '' }, afterMs });
      return steps;
    }
    steps.push({ status: 'IN_PROGRESS', statusDetails: { phase, progress }, afterMs });
  }
  steps.push({ status: 'SUCCEEDED', statusDetails: { phase: 'done', progress: '100' }, afterMs: SHORTEST_STEP_MS });
  return steps;
}
