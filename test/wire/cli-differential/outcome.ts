/** What came of a command line, in a form in which two tools can be compared. */
import type { Result } from '../support/command.ts';
import type { Asked } from '../support/recording-proxy.ts';

export interface Tool {
  readonly name: 'aws' | 'musterd';
  readonly program: string;
  /** What goes before the words of the line. */
  readonly words: readonly string[];
  /** Stands for `§`; equally long for all tools, so that tables are equally wide. */
  readonly tag: string;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly unknown[];
}

/** Takes away what must differ: each tool's own names, identifiers and times, and the frame that an error stands in. */
export function comparable(
  tool: Tool,
  result: Result & { readonly requests: readonly Asked[]; readonly endpoint: string },
): Outcome {
  const neutral = (text: string) => neutralText(text, tool).replaceAll(result.endpoint, 'ENDPOINT');
  return {
    code: result.code,
    stdout: neutral(result.stdout),
    stderr: message(neutral(result.stderr)),
    requests: result.requests.map((request) => JSON.parse(neutral(JSON.stringify(request)))),
  };
}

function neutralText(text: string, { tag }: Tool): string {
  return text
    .replaceAll(tag, '§§§')
    .replace(/nextToken=[0-9a-f]+/g, 'nextToken=TOKEN')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{6})?\+00:00/g, 'TIME')
    .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'UUID');
}

/** The message without usage, the program's name and the other words around it, which are of another generation. */
function message(stderr: string): string {
  return stderr
    .replace(/^usage: .*?\n\n(( {2}\S+ .*help\n)+)/ms, '')
    .replace(/^(musterd|aws): (\[ERROR\]|error): /m, '')
    .replace(/^An error occurred \(ParamValidation\): /m, '')
    .trim();
}
