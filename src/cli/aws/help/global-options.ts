/** What the global options do, for the pages of help. */

export interface GlobalOptionText {
  readonly name: string;
  readonly type: 'boolean' | 'string' | 'int';
  readonly text: string;
  readonly choices?: readonly string[];
}

export const globalOptionTexts: readonly GlobalOptionText[] = [
  { name: 'debug', type: 'boolean', text: 'Writes to standard error what is done.' },
  {
    name: 'endpoint-url',
    type: 'string',
    text: 'Sends the request to this URL. Without it, and without configuration, it goes to the server that runs here.',
  },
  { name: 'no-verify-ssl', type: 'boolean', text: "Does not verify the server's certificate." },
  { name: 'no-paginate', type: 'boolean', text: 'Makes one call only and does not ask for further pages of a list.' },
  {
    name: 'output',
    type: 'string',
    text: 'The format of the output.',
    choices: ['json', 'text', 'table', 'yaml', 'yaml-stream', 'off'],
  },
  { name: 'query', type: 'string', text: 'A JMESPath expression that picks what is printed of the answer.' },
  { name: 'profile', type: 'string', text: 'Uses this profile of the configuration and credentials files.' },
  {
    name: 'region',
    type: 'string',
    text: 'The Region of the server. It goes before the configuration and the environment.',
  },
  { name: 'version', type: 'boolean', text: 'Shows the version of this tool.' },
  { name: 'color', type: 'string', text: 'Whether tables are in colours.', choices: ['on', 'off', 'auto'] },
  { name: 'no-sign-request', type: 'boolean', text: 'Does not sign requests; credentials are not looked for.' },
  {
    name: 'ca-bundle',
    type: 'string',
    text: "The file of the certificate authorities that the server's certificate is verified with.",
  },
  {
    name: 'cli-read-timeout',
    type: 'int',
    text: 'For how many seconds an answer is waited for; 0 waits for ever. The default is 60.',
  },
  {
    name: 'cli-connect-timeout',
    type: 'int',
    text: 'For how many seconds a connection is waited for; 0 waits for ever. The default is 60.',
  },
  {
    name: 'cli-binary-format',
    type: 'string',
    text: 'How binary values are given: as base64, or as they are.',
    choices: ['base64', 'raw-in-base64-out'],
  },
  { name: 'no-cli-pager', type: 'boolean', text: 'Does not show the output in a pager.' },
  {
    name: 'cli-auto-prompt',
    type: 'boolean',
    text: 'Lets a person edit the command line before it is run; Tab completes. Without a terminal nobody is asked.',
  },
  { name: 'no-cli-auto-prompt', type: 'boolean', text: 'Asks nobody, whatever the environment and the profile say.' },
  {
    name: 'cli-error-format',
    type: 'string',
    text: 'The format of errors on standard error.',
    choices: ['legacy', 'json', 'yaml', 'text', 'table', 'enhanced'],
  },
];
