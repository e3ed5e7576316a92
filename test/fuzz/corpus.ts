/** Inputs that the fuzzing found a fault with once. Each says what it was. */

export interface Find {
  /** The name of the target. */
  readonly target: string;
  readonly fault: string;
  readonly input: unknown;
}

const slashes = '\\'.repeat(200);

export const corpus: readonly Find[] = [
  {
    target: 'object URLs',
    fault: 'half a surrogate pair in a key had no URL, which was thrown',
    input: 'https://bucket.s3.eu-west-1.amazonaws.com/key\ud800',
  },
  {
    target: "what AWS's signer has signed",
    fault: 'the second byte of a letter in a header was taken for a blank, and the signature refused',
    input: {
      asked: {
        form: 'header',
        method: 'GET',
        path: '/things',
        query: [],
        headers: { 'x-amz-c': 'voilà' },
        body: '',
        service: 'iot',
        isSession: false,
      },
      encoding: 'text',
    },
  },
  {
    target: 'shorthand of the command line',
    fault: 'an open quote with many backslashes took for ever',
    input: `a='${slashes}`,
  },
  {
    target: 'shorthand of the command line',
    fault: 'the same with the other quote',
    input: `d=e,b="c${slashes}\\"${slashes}x`,
  },
];
