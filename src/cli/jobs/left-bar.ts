/** How many executions are left, on standard error: a bar that is drawn in place on a terminal, a line now and then elsewhere. */
import type { Terminal } from '../command.ts';
import { bar } from '../terminal/bar.ts';
import { painter } from '../terminal/color.ts';
import { LiveLines } from '../terminal/live.ts';
import { cutTo } from '../terminal/width.ts';
import { durationText } from './progress.ts';

const PLAIN_LINE_MS = 10_000;
const WIDEST_BAR = 30;

export class LeftBar {
  readonly #jobId: string;
  readonly #terminal: Terminal;
  readonly #lines: LiveLines | undefined;
  readonly #beganMs: number;
  #nextLineMs: number;
  #most: number;
  #isDrawn = false;

  /** `most` is how many there were at first, if that is known. */
  constructor(jobId: string, terminal: Terminal, nowMs: number, most = 0) {
    const columns = () => process.stderr.columns || 80;
    this.#jobId = jobId;
    this.#terminal = terminal;
    this.#lines = process.stderr.isTTY ? new LiveLines({ write: terminal.complain, columns }) : undefined;
    this.#beganMs = nowMs;
    this.#nextLineMs = nowMs + PLAIN_LINE_MS;
    this.#most = most;
  }

  /** So many are left now; `afterwards` is what is still done when none is. */
  show(left: number, nowMs: number, afterwards: string): void {
    this.#most = Math.max(this.#most, left);
    const done = this.#most - left;
    const passedMs = nowMs - this.#beganMs;
    const toGo = done > 0 && left > 0 ? `, about ${durationText((passedMs / done) * left)} to go` : '';
    const what = left > 0 ? `${left} of ${this.#most} executions left` : afterwards;
    this.#write(`${this.#jobId}: ${what}, ${durationText(passedMs)}${toGo}`, done, nowMs);
  }

  /** It is over. Says so only where something was drawn. */
  end(outcome: string, nowMs: number): void {
    if (!this.#isDrawn) return;
    this.#write(`${this.#jobId}: ${outcome}, ${durationText(nowMs - this.#beganMs)}`, Math.max(1, this.#most), nowMs);
  }

  #write(line: string, done: number, nowMs: number): void {
    if (this.#lines === undefined) {
      if (nowMs < this.#nextLineMs) return;
      this.#nextLineMs = nowMs + PLAIN_LINE_MS;
      this.#terminal.complain(`${line}\n`);
      return;
    }
    const columns = Math.max(20, (process.stderr.columns || 80) - 1);
    const width = Math.min(WIDEST_BAR, Math.floor(columns / 3));
    const parts = [{ count: done, sign: '█', color: 'green' }] as const;
    const drawn = bar(parts, Math.max(1, this.#most), width, painter(true));
    this.#lines.draw([`${drawn}  ${cutTo(line, columns - width - 2)}`]);
    this.#isDrawn = true;
  }
}
