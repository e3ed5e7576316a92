/** Command lines of AWS's own words, run inside the test's process. */
import { runAws } from '../../../src/cli/aws/aws.ts';

export interface LineResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Nothing of the person who runs the tests; a Region and keys, so that a call can be signed. */
export const plainEnvironment = {
  HOME: '/dev/null',
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret-of-the-test',
  AWS_MAX_ATTEMPTS: '1',
} as const;

/** Runs one command line to its end. */
export async function line(
  words: readonly string[],
  environment: Readonly<Record<string, string>> = plainEnvironment,
): Promise<LineResult> {
  let stdout = '';
  let stderr = '';
  const code = await runAws(
    words,
    {
      print: (text) => {
        stdout += text;
      },
      printBytes: async (bytes) => {
        stdout += Buffer.from(bytes).toString();
      },
      complain: (text) => {
        stderr += text;
      },
      isTerminal: false,
    },
    { environment },
  );
  return { code, stdout, stderr };
}
