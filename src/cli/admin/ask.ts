/** What the commands on users, keys and policies share: one question to a running server, as root. */
import { readFile } from 'node:fs/promises';
import type { OperationContract } from '../../contract/operation.ts';
import {
  type CommandBody,
  CommandFailure,
  type Operand,
  type Option,
  type OptionValues,
  type Terminal,
} from '../command.ts';
import { findServer, serverOptions } from '../find-server.ts';
import { UsageError } from '../parse-options.ts';
import { sendSigned } from '../send-signed.ts';

/** Asks the server. `members` are the values of the path's placeholders. */
export type Ask = (
  operation: Pick<OperationContract, 'method' | 'path'>,
  members?: Readonly<Record<string, string>>,
  body?: Readonly<Record<string, unknown>>,
  query?: Readonly<Record<string, string>>,
) => Promise<unknown>;

interface AdminCommand {
  readonly operand?: Operand;
  readonly options?: readonly Option[];
  /** Asks what it has to and prints what a person or a script wants to know. */
  run(ask: Ask, values: OptionValues, terminal: Terminal): Promise<void>;
}

/** A command that talks to a running server; 1 if there is none. */
export function adminCommand({ operand, options = [], run }: AdminCommand): CommandBody {
  return {
    options: [...options, ...serverOptions],
    ...(operand === undefined ? {} : { operand }),
    async run(values, terminal) {
      const own = new Set(['operand', ...options.map(({ name }) => name)]);
      const flags = Object.fromEntries(Object.entries(values).filter(([name]) => !own.has(name)));
      const server = await findServer(flags, terminal);
      if (server === undefined) return 1;
      const ask: Ask = ({ method, path }, members = {}, body, query) =>
        sendSigned(server, method, filled(path, members), body, query);
      await run(ask, values, terminal);
      return 0;
    },
  };
}

export const userOption: Option = { name: 'user', placeholder: 'NAME', help: 'The user' };
export const roleOption: Option = { name: 'role', placeholder: 'NAME', help: 'The role' };
export const jsonOption: Option = { name: 'json', help: 'Print JSON, one object a line' };

/** The user or the role that is meant: exactly one. */
export function userOrRole({ role, user }: OptionValues): { userName: string } | { roleName: string } {
  if (user !== undefined && role === undefined) return { userName: user };
  if (role !== undefined && user === undefined) return { roleName: role };
  throw new UsageError('Name either --user NAME or --role NAME.');
}

/** The document of a policy. */
export function readDocument(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: Error) => {
    throw new CommandFailure(`${file} cannot be read: ${error.message}`);
  });
}

/** All items of a list, page by page. */
export async function* pages<Item>(
  ask: Ask,
  operation: Pick<OperationContract, 'method' | 'path'>,
  member: string,
  query: Readonly<Record<string, string>> = {},
): AsyncGenerator<readonly Item[]> {
  let nextToken: string | undefined;
  do {
    const asked = { maxResults: '250', ...query, ...(nextToken === undefined ? {} : { nextToken }) };
    // A list is answered as an object.
    const answer = (await ask(operation, {}, undefined, asked)) as Readonly<Record<string, unknown>>;
    // The server's contract says that the member is a list of these.
    yield answer[member] as readonly Item[];
    // Absent on the last page, else a string.
    nextToken = answer['nextToken'] as string | undefined;
  } while (nextToken !== undefined);
}

function filled(path: string, members: Readonly<Record<string, string>>): string {
  return path.replace(/\{(\w+)\}/g, (_all, name: string) => encodeURIComponent(members[name] ?? ''));
}
