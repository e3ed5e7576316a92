/** `musterd policy test-device`: what a device may do, and which statement of which policy says so. */
import type { ExtensionOperations } from '../contract/extensions/index.ts';
import type { OutputOf } from '../contract/operation.ts';
import type { CommandBody } from './command.ts';
import { findServer, serverOptions } from './find-server.ts';
import { UsageError } from './parse-options.ts';
import { sendSigned } from './send-signed.ts';

type Tested = OutputOf<ExtensionOperations['TestDevice']>;
type TestedCertificate = NonNullable<Tested['certificates']>[number];
type Permission = NonNullable<TestedCertificate['permissions']>[number];

export const policyTestDevice: CommandBody = {
  options: [
    ...serverOptions,
    { name: 'client-id', placeholder: 'ID', help: 'The client id that the device connects with', defaultText: 'THING' },
    { name: 'job-id', placeholder: 'JOB', help: 'The job whose topics are asked for', defaultText: 'JOB' },
  ],
  operand: { placeholder: 'THING', help: 'The name of the thing' },
  async run({ operand = '', 'client-id': clientId, 'job-id': jobId, ...flags }, terminal) {
    if (operand === '') throw new UsageError('Name a thing.');
    const server = await findServer(flags, terminal);
    if (server === undefined) return 1;
    const query = { ...(clientId === undefined ? {} : { clientId }), ...(jobId === undefined ? {} : { jobId }) };
    const path = `/x/things/${encodeURIComponent(operand)}/permissions`;
    // The answer of this path has the contract's shape.
    const tested = (await sendSigned(server, 'GET', path, undefined, query)) as Tested;
    terminal.print(report(tested));
    return 0;
  },
};

/** What is printed of an answer: each certificate with what it allows. */
export function report({ thingName, clientId, certificates = [] }: Tested): string {
  const head = `Thing ${thingName} with the client id ${clientId}\n`;
  if (certificates.length > 0) return head + certificates.map(section).join('');
  return `${head}\nNo certificate is attached to the thing, so no device can act as it (aws iot attach-thing-principal).\n`;
}

/** A mistake is in capital letters, so that it is seen among all the others. */
function inWords({ allowed, needed, reason = '' }: Permission): { readonly answer: string; readonly reason: string } {
  if (allowed === true) return { answer: 'yes', reason };
  if (needed === false) return { answer: 'no', reason: 'not allowed, and not needed over MQTT' };
  return { answer: 'NO', reason };
}

function section({ certificateId, status, policyNames = [], permissions = [], hint }: TestedCertificate): string {
  const widest = Math.max(...permissions.map(({ resource = '' }) => resource.length));
  const rows = permissions.map((permission) => {
    const { action = '', resource = '' } = permission;
    const { answer, reason } = inWords(permission);
    return `  ${answer.padEnd(3)}  ${action.padEnd(40)} ${resource.padEnd(widest)}  ${reason}`.trimEnd();
  });
  const policies = policyNames.length === 0 ? 'no policies' : `policies ${policyNames.join(', ')}`;
  return [
    '',
    `Certificate ${certificateId}`,
    `  ${status}${status === 'ACTIVE' ? '' : ', so it cannot connect at all'}; ${policies}`,
    ...(hint === undefined ? [] : [`  Look at this first: ${hint}.`]),
    ...rows,
    '',
  ].join('\n');
}
