/** `musterd admin ca`: the certificate authorities by which clients trust the server, and how one takes another's place. */
import { extensionOperations as operations } from '../../contract/extensions/index.ts';
import type { Terminal } from '../command.ts';
import { instant, table } from '../table.ts';
import { adminCommand, jsonOption } from './ask.ts';

interface Authority {
  readonly certificateId: string;
  readonly subject: string;
  /** Seconds since the epoch. */
  readonly notBefore: number;
  readonly isSigning: boolean;
  readonly certificatePem: string;
}

const SHOWN_OF_ID = 16;

function print(answer: unknown, terminal: Terminal, json: string | undefined): void {
  // What the contract of the operation says.
  const { authorities } = answer as { readonly authorities: readonly Authority[] };
  if (json !== undefined) {
    for (const authority of authorities) terminal.print(`${JSON.stringify(authority)}\n`);
    return;
  }
  const rows = authorities.map(({ certificateId, isSigning, notBefore, subject }) => [
    certificateId.slice(0, SHOWN_OF_ID),
    subject,
    instant(notBefore),
    isSigning ? 'signs' : 'trusted',
  ]);
  terminal.print(table(['ID', 'SUBJECT', 'VALID SINCE', 'STATE'], rows));
}

export const caList = adminCommand({
  options: [jsonOption],
  async run(ask, { json }, terminal) {
    print(await ask(operations.ListServerAuthorities), terminal, json);
  },
});

export const caShow = adminCommand({
  async run(ask, _values, terminal) {
    // What the contract of the operation says.
    const { authorities } = (await ask(operations.ListServerAuthorities)) as {
      readonly authorities: readonly Authority[];
    };
    for (const { certificatePem } of authorities) terminal.print(certificatePem);
  },
});

export const caRotate = adminCommand({
  options: [jsonOption],
  async run(ask, { json }, terminal) {
    print(await ask(operations.RotateServerAuthority), terminal, json);
    terminal.complain(
      'Clients that trust an earlier authority go on to trust the certificates that this server issues. Give them what\n' +
        'musterd admin ca show prints, and when all have it, musterd admin ca retire ends the trust in the earlier ones.\n',
    );
  },
});

export const caRetire = adminCommand({
  options: [jsonOption],
  async run(ask, { json }, terminal) {
    print(await ask(operations.RetireServerAuthorities), terminal, json);
  },
});
