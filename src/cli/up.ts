/** `musterd up`: reads the settings and runs the server until it is told to stop. */
import { environmentNameOf, quotaEnvironmentNameOf, quotaNames, settingsTable } from '../server/settings/table.ts';
import type { CommandBody } from './command.ts';
import { settingOptions } from './setting-options.ts';

export const up: CommandBody = {
  options: settingOptions(),
  remarks: [
    {
      term: '',
      help: 'Each option is also an environment variable (--http-port is MUSTERD_HTTP_PORT) and a key of the',
    },
    {
      term: '',
      help: 'file that --config names (httpPort). A flag goes before the environment, which goes before the file.',
    },
    { term: '', help: '' },
    { term: '', help: 'By environment only:' },
    ...(['rootAccessKeyId', 'rootSecretAccessKey'] as const).map((name) => ({
      term: environmentNameOf(name),
      help: `${settingsTable[name].help} [${settingsTable[name].defaultText}]`,
    })),
    { term: '', help: '' },
    { term: '', help: 'By environment or file only:' },
    ...(['databaseConnections', 'allowSampleCredentials'] as const).map((name) => ({
      term: environmentNameOf(name),
      help: settingsTable[name].help,
    })),
    { term: '', help: '' },
    { term: '', help: 'Quotas, by environment or under "quotas" in the file (quotas.tagsPerResource):' },
    ...quotaNames.map((name) => ({ term: '', help: `  ${quotaEnvironmentNameOf(name)}` })),
  ],
  async run(values, terminal) {
    const { serve } = await import('../server/serve.ts');
    return serve({ flags: values, print: terminal.print, isTerminal: terminal.isTerminal });
  },
};
