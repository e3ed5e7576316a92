/**
 * Chooses a page of help and shows it: in a pager on a terminal, as plain text otherwise
 * (docs/service/command-line.md#asking-for-help).
 */
import type { OperationContract } from '../../../contract/operation.ts';
import type { Terminal } from '../../command.ts';
import { version } from '../../version.ts';
import type { CommandGroup } from '../command-groups.ts';
import { badSyntax } from '../failure.ts';
import { helpPager, showInPager } from '../pager.ts';
import { commandPage } from './command-page.ts';
import { programPage, servicePage, topicPage } from './overview-pages.ts';
import type { PageStyle } from './page.ts';

export type HelpSubject =
  | { readonly kind: 'program'; readonly ownCommands: readonly (readonly [name: string, sentence: string])[] }
  | { readonly kind: 'service'; readonly service: CommandGroup }
  | { readonly kind: 'command'; readonly operation: OperationContract }
  | { readonly kind: 'topic'; readonly name: string };

export async function showHelp(subject: HelpSubject, terminal: Terminal): Promise<number> {
  const { NO_COLOR, TERM } = process.env;
  const text = pageOf(subject, {
    columns: terminal.isTerminal ? process.stdout.columns || 80 : 80,
    isStyled: terminal.isTerminal && TERM !== 'dumb' && (NO_COLOR ?? '') === '',
  });
  if (terminal.isTerminal) await showInPager(text, helpPager(process.env), process.env, terminal.print);
  else terminal.print(text);
  return 0;
}

function pageOf(subject: HelpSubject, style: PageStyle): string {
  const foot = `musterd ${version()}`;
  switch (subject.kind) {
    case 'program':
      return programPage(subject.ownCommands, foot, style);
    case 'service':
      return servicePage(subject.service, foot, style);
    case 'command':
      return commandPage(subject.operation, foot, style);
    case 'topic': {
      const page = topicPage(subject.name, foot, style);
      if (page === undefined) throw badSyntax(`argument command: Found invalid choice '${subject.name}'`);
      return page;
    }
  }
}
