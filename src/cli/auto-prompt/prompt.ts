/** A line editor on the terminal: Tab completes commands, options and values, F2 shows what the command takes. */
import { createInterface, emitKeypressEvents } from 'node:readline';
import { shellQuote } from '../../lib/shell-quote.ts';
import { programName } from '../aws/program-name.ts';
import { namesWithinTime } from '../completion/print-candidates.ts';
import { splitWords } from '../split-words.ts';
import { painter } from '../terminal/color.ts';
import { completeLine } from './complete-line.ts';
import { summaryOf } from './summary.ts';

/** The words of the line that somebody makes of these; undefined if they give up. Everything is on standard error. */
export async function askForLine(given: readonly string[]): Promise<readonly string[] | undefined> {
  const output = process.stderr;
  const paint = painter(true);
  output.write(`${paint('Tab completes, F2 shows what the command takes, Ctrl-C gives up.', 'dim')}\n`);
  const editor = createInterface({
    input: process.stdin,
    output,
    terminal: true,
    prompt: `> ${programName()} `,
    completer: (line: string, done: (error: null, found: [string[], string]) => void) =>
      void completeLine(line, namesWithinTime).then((found) => done(null, found)),
  });
  emitKeypressEvents(process.stdin, editor);
  const showSummary = (_text: unknown, key: { readonly name?: string } | undefined) => {
    if (key?.name !== 'f2') return;
    void summaryOf(splitWords(editor.line).words).then((text) => {
      output.write(`\r\u001b[J${text}`);
      editor.prompt(true);
    });
  };
  process.stdin.on('keypress', showSummary);
  try {
    return await new Promise((resolve) => {
      editor.on('line', (line) => {
        const { isClosed, words } = splitWords(line);
        if (isClosed) resolve(words[0] === programName() ? words.slice(1) : words);
        else {
          output.write('A quotation is not closed.\n');
          editor.prompt();
          editor.write(line);
        }
      });
      editor.on('SIGINT', () => {
        output.write('\n');
        resolve(undefined);
      });
      editor.on('close', () => resolve(undefined));
      editor.prompt();
      if (given.length > 0) editor.write(`${given.map(shellQuote).join(' ')} `);
    });
  } finally {
    process.stdin.off('keypress', showSummary);
    editor.close();
  }
}
