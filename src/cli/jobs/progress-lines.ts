/** The progress of a job as a bar and as counts. */
import { bar } from '../terminal/bar.ts';
import type { Paint } from '../terminal/color.ts';
import { displayWidth } from '../terminal/width.ts';
import { type Progress, total } from './progress.ts';

export function progressBar(progress: Progress, width: number, paint: Paint): string {
  const parts = [
    { count: progress.succeeded, sign: '█', color: 'green' },
    { count: progress.failed, sign: '▓', color: 'red' },
    { count: progress.canceled, sign: '▒', color: 'grey' },
    { count: progress.inProgress, sign: '░', color: 'yellow' },
  ] as const;
  return bar(parts, total(progress), width, paint);
}

/** As many of the counts as fit, the most important first. */
export function countsLine(progress: Progress, width: number, paint: Paint): string {
  const parts = [
    paint(`█ succeeded ${progress.succeeded}`, 'green'),
    paint(`▓ failed ${progress.failed}`, progress.failed > 0 ? 'red' : undefined),
    paint(`░ in progress ${progress.inProgress}`, 'yellow'),
    paint(`· queued ${progress.queued}`, undefined),
    paint(`▒ canceled ${progress.canceled}`, 'grey'),
  ];
  let line = '';
  for (const part of parts) {
    const longer = line === '' ? part : `${line}  ${part}`;
    if (displayWidth(longer) > width) break;
    line = longer;
  }
  return line;
}
