/** The managed templates that make the device do one thing: reboot, or run a command. */
import { handlerTemplate, runAsUser, template } from './common.ts';

export const reboot = handlerTemplate({
  name: 'Reboot',
  description: 'Reboots the device.',
  handler: 'reboot.sh',
  documentParameters: [],
});

const command = {
  key: 'command',
  description:
    'The command and its arguments, with commas between them; a comma of an argument has a backslash before it.',
  regex: '.{1,30720}',
  example: 'touch,/tmp/here',
  optional: false,
} as const;

export const runCommand = template('Run-Command', 'Runs a command on the device.', [command, runAsUser], {
  name: 'Run-Command',
  type: 'runCommand',
  input: { command: `\${aws:iot:parameter:${command.key}}` },
});
