/** `musterd up`: reads the settings and runs the server until it is told to stop. */
import { ignoredVariables, readSettings } from '../server/settings/read.ts';
import {
  environmentNameOf,
  groupVariableOf,
  type SettingGroup,
  settingGroups,
  settingsTable,
} from '../server/settings/table.ts';
import type { CommandBody } from './command.ts';
import { settingOptions } from './setting-options.ts';

export const up: CommandBody = {
  options: settingOptions(),
  remarks: [
    {
      term: '',
      help:
        'Each option is also an environment variable (--http-port is MUSTERD_HTTP_PORT) and a key of the file that --config names ' +
        '(httpPort). A flag goes before the environment, which goes before the file.',
    },
    { term: '', help: '' },
    { term: '', help: 'By environment only:' },
    ...(['rootAccessKeyId', 'rootSecretAccessKey', 'masterKey'] as const).map((name) => ({
      term: environmentNameOf(name),
      help: `${settingsTable[name].help} [${settingsTable[name].defaultText}]`,
    })),
    { term: '', help: '' },
    { term: '', help: 'By environment or file only:' },
    ...(['databaseConnections', 'allowSampleCredentials', 'closeOnDenied'] as const).map((name) => ({
      term: environmentNameOf(name),
      help: settingsTable[name].help,
    })),
    { term: '', help: '' },
    {
      term: '',
      help:
        'Quotas and limits, by environment or in the file (MUSTERD_QUOTA_TAGS_PER_RESOURCE is quotas.tagsPerResource there, ' +
        'MUSTERD_MQTT_CONNECTIONS is mqtt.connections):',
    },
    ...Object.values<SettingGroup>(settingGroups).flatMap((group) =>
      Object.entries(group.defaults).map(([name, value]) => ({
        term: '',
        help: `  ${groupVariableOf(group, name)} [${value ?? 'unlimited'}]`,
      })),
    ),
  ],
  async run(values, terminal) {
    const settings = readSettings({ flags: values, environment: process.env, directory: process.cwd() });
    // The server itself is loaded last: help and wrong settings need none of it.
    const { serve } = await import('../server/serve.ts');
    const ignored = ignoredVariables(process.env);
    return serve({ settings, ignored, print: terminal.print, isTerminal: terminal.isTerminal });
  },
};
