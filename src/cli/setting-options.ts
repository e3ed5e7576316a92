/** Makes options of a command from the settings of the server. */
import type { SettingName } from '../server/settings/table.ts';
import { flagOf, type Setting, settingsTable } from '../server/settings/table.ts';
import type { Option } from './command.ts';

/** Options for these settings, or for all: the keys of the table are their names. */
export function settingOptions(names: readonly SettingName[] = Object.keys(settingsTable) as SettingName[]): Option[] {
  return names.flatMap((name) => {
    const definition: Setting<unknown, unknown> = settingsTable[name];
    const flag = flagOf(name);
    if (flag === undefined) return [];
    const { placeholder } = definition.kind;
    const defaultText = definition.defaultText ?? plainDefault(definition.default);
    return [
      {
        name: flag,
        help: definition.help,
        ...(placeholder === undefined ? {} : { placeholder }),
        ...(defaultText === undefined ? {} : { defaultText }),
      },
    ];
  });
}

function plainDefault(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
}
