/** What the managed templates share: two optional parameters and the form of a document of one step. */
import type { DocumentParameter, ManagedJobTemplate } from '../managed-job-template.ts';

export const runAsUser: DocumentParameter = {
  key: 'runAsUser',
  description: 'The user of the device that runs the step. Without it the client on the device decides.',
  regex: '(.){0,256}',
  example: 'operator',
  optional: true,
};

const pathToHandler: DocumentParameter = {
  key: 'pathToHandler',
  description: 'The directory of the device in which its handlers are. Without it the client on the device decides.',
  regex: '(.){0,4096}',
  example: '/opt/device-client/jobs',
  optional: true,
};

interface Step {
  /** The template's name after `AWS-`, which is also the name of the step. */
  readonly name: string;
  readonly description: string;
  /** The program on the device that does the work. */
  readonly handler: string;
  readonly documentParameters: readonly DocumentParameter[];
}

const placeholder = ({ key }: DocumentParameter) => `\${aws:iot:parameter:${key}}`;

/** A template that runs a handler of the device, with its own parameters as arguments. */
export function handlerTemplate({ description, documentParameters, handler, name }: Step): ManagedJobTemplate {
  const args = documentParameters.map(placeholder);
  const input = { handler, ...(args.length === 0 ? {} : { args }), path: placeholder(pathToHandler) };
  return template(name, description, [...documentParameters, runAsUser, pathToHandler], {
    name,
    type: 'runHandler',
    input,
  });
}

/** A template with one step. */
export function template(
  name: string,
  description: string,
  documentParameters: readonly DocumentParameter[],
  action: Readonly<Record<string, unknown>>,
): ManagedJobTemplate {
  // Device software looks for the user inside the action; beside it, it would be ignored and the step run as its own user.
  const steps = [{ action: { ...action, runAsUser: placeholder(runAsUser) } }];
  const document = { version: '1.0', steps };
  return {
    templateName: `AWS-${name}`,
    templateVersion: '1.0',
    description,
    environments: ['LINUX'],
    documentParameters,
    document: JSON.stringify(document),
  };
}
