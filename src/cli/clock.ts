/** `musterd clock now` and `musterd clock advance`: the time of a running server. */
import { extensionOperations } from '../contract/extensions/index.ts';
import { parseInstant } from '../lib/date-time-text.ts';
import { parseDuration } from '../lib/duration.ts';
import type { CommandBody } from './command.ts';
import { findServer, serverOptions } from './find-server.ts';
import { UsageError } from './parse-options.ts';
import { sendSigned } from './send-signed.ts';

const { AdvanceClock, GetClock } = extensionOperations;

interface Present {
  readonly mode: string;
  readonly now: number;
  readonly iso: string;
}

export const clockNow: CommandBody = {
  options: serverOptions,
  async run(values, terminal) {
    const server = await findServer(values, terminal);
    if (server === undefined) return 1;
    // What the server answers here, as its routes say.
    const { iso, mode } = (await sendSigned(server, GetClock.method, GetClock.path)) as Present;
    terminal.print(`${iso} (${mode})\n`);
    return 0;
  },
};

export const clockAdvance: CommandBody = {
  options: serverOptions,
  operand: {
    placeholder: 'DURATION|INSTANT',
    help: 'For example 90s, 7d or 1h30m, or an instant such as 2030-01-31T12:00:00Z',
  },
  async run({ operand = '', ...flags }, terminal) {
    const milliseconds = parseDuration(operand);
    if (milliseconds === undefined && parseInstant(operand) === undefined) {
      throw new UsageError(
        `${JSON.stringify(operand)} is neither a duration such as 7d nor an instant such as 2030-01-31T12:00:00Z.`,
      );
    }
    const server = await findServer(flags, terminal);
    if (server === undefined) return 1;
    const body = milliseconds === undefined ? { until: operand } : { seconds: milliseconds / 1_000 };
    // What the server answers here, as its routes say.
    const { iso } = (await sendSigned(server, AdvanceClock.method, AdvanceClock.path, body)) as Present;
    terminal.print(`${iso}\n`);
    return 0;
  },
};
