import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeManagedJobTemplate } from '../../../src/contract/operations/job-template/describe-managed-job-template.ts';
import { documentProblem } from '../../../src/domain/job/document.ts';
import { findPlaceholders } from '../../../src/domain/job/placeholder.ts';
import { findManagedTemplate, managedJobTemplates } from '../../../src/domain/job-template/managed/index.ts';
import {
  isManagedTemplateArn,
  managedTemplateArn,
  parametersProblem,
  withParameters,
} from '../../../src/domain/job-template/managed-job-template.ts';
import { validateAny } from '../../../src/gateway/validate.ts';
import { testAccount } from '../../support/context.ts';

test('the documented templates are there, in the order of their names', () => {
  const names = managedJobTemplates.map(({ templateName }) => templateName);
  assert.deepEqual(names, [
    'AWS-Download-File',
    'AWS-Install-Application',
    'AWS-Reboot',
    'AWS-Remove-Application',
    'AWS-Restart-Application',
    'AWS-Run-Command',
    'AWS-Start-Application',
    'AWS-Stop-Application',
  ]);
});

const parameterOf = (key: string) => `\${aws:iot:parameter:${key}}`;
const runAsUser = parameterOf('runAsUser');

/** The one step of a template that runs a program of the device. */
function handlerStep(name: string, handler: string, ...keys: readonly string[]) {
  const args = keys.length === 0 ? {} : { args: keys.map(parameterOf) };
  const input = { handler, ...args, path: parameterOf('pathToHandler') };
  return { action: { name, type: 'runHandler', input, runAsUser } };
}

/** As AWS documents them: device software reads `runAsUser` in the action and nowhere else. */
const documentedSteps = {
  'AWS-Download-File': handlerStep('Download-File', 'download-file.sh', 'downloadUrl', 'filePath'),
  'AWS-Install-Application': handlerStep('Install-Application', 'install-packages.sh', 'packages'),
  'AWS-Reboot': handlerStep('Reboot', 'reboot.sh'),
  'AWS-Remove-Application': handlerStep('Remove-Application', 'remove-packages.sh', 'packages'),
  'AWS-Restart-Application': handlerStep('Restart-Application', 'restart-services.sh', 'services'),
  'AWS-Run-Command': {
    action: { name: 'Run-Command', type: 'runCommand', input: { command: parameterOf('command') }, runAsUser },
  },
  'AWS-Start-Application': handlerStep('Start-Application', 'start-services.sh', 'services'),
  'AWS-Stop-Application': handlerStep('Stop-Application', 'stop-services.sh', 'services'),
};

test('each document has the one step that AWS documents, member by member', () => {
  const documents = managedJobTemplates.map(({ document, templateName }) => [templateName, document]);
  const documented = Object.entries(documentedSteps).map(([name, step]) => [
    name,
    JSON.stringify({ version: '1.0', steps: [step] }),
  ]);
  assert.deepEqual(documents, documented);
});

test('parameters are those that AWS documents: required ones first, then the two that all share, for Linux', () => {
  const required: Readonly<Record<string, readonly string[]>> = {
    'AWS-Download-File': ['downloadUrl', 'filePath'],
    'AWS-Install-Application': ['packages'],
    'AWS-Remove-Application': ['packages'],
    'AWS-Restart-Application': ['services'],
    'AWS-Run-Command': ['command'],
    'AWS-Start-Application': ['services'],
    'AWS-Stop-Application': ['services'],
  };
  for (const { documentParameters, environments, templateName, templateVersion } of managedJobTemplates) {
    const optional = templateName === 'AWS-Run-Command' ? ['runAsUser'] : ['runAsUser', 'pathToHandler'];
    const keys = [...(required[templateName] ?? []), ...optional];
    assert.deepEqual(
      documentParameters.map((parameter) => [parameter.key, parameter.optional]),
      keys.map((key) => [key, optional.includes(key)]),
      templateName,
    );
    assert.deepEqual([environments, templateVersion], [['LINUX'], '1.0']);
  }
  const expressions = new Map(
    managedJobTemplates.flatMap(({ documentParameters }) => documentParameters.map(({ key, regex }) => [key, regex])),
  );
  const documented = ['runAsUser', 'pathToHandler', 'downloadUrl', 'filePath'].map((key) => expressions.get(key));
  assert.deepEqual(documented, ['(.){0,256}', '(.){0,4096}', '(.*?)', '(.*?)']);
});

for (const template of managedJobTemplates) {
  const { document, documentParameters, templateName } = template;
  const examples = Object.fromEntries(documentParameters.map(({ key, example }) => [key, example]));

  test(`${templateName} is within the contract, and asks for the parameters of its document`, () => {
    validateAny(describeManagedJobTemplate.output, { ...template, templateArn: 'arn:aws:x' }, {});
    assert.equal(documentProblem(document, 10), undefined);
    const keys = findPlaceholders(document).map((found) => (found.kind === 'parameter' ? found.key : found.kind));
    assert.deepEqual([...keys].sort(), documentParameters.map(({ key }) => key).sort());
  });

  test(`${templateName} takes its own examples, and only the required ones are required`, () => {
    assert.equal(parametersProblem(template, examples), undefined);
    for (const { key, optional } of documentParameters) {
      const { [key]: _left, ...others } = examples;
      const problem = parametersProblem(template, others);
      if (optional) assert.equal(problem, undefined);
      else assert.match(String(problem), new RegExp(`needs the document parameters ${key}`));
    }
    assert.match(String(parametersProblem(template, { ...examples, other: 'x' })), /no document parameter other/);
  });

  test(`${templateName} puts parameters in, and nothing for those that are left out`, () => {
    const filled = withParameters(template, { ...examples, runAsUser: 'a "b" \\' });
    assert.deepEqual(findPlaceholders(filled), []);
    assert.equal(JSON.parse(filled).steps[0].action.runAsUser, 'a "b" \\');
    const { runAsUser: _left, ...others } = examples;
    assert.equal(JSON.parse(withParameters(template, others)).steps[0].action.runAsUser, '');
  });

  test(`${templateName} is found by its ARN, which has no account`, () => {
    const arn = managedTemplateArn(testAccount, template);
    assert.equal(arn, `arn:aws:iot:us-east-1::jobtemplate/${templateName}:1.0`);
    assert.ok(isManagedTemplateArn(arn));
    assert.equal(findManagedTemplate(testAccount, arn), template);
  });
}

test('a value that does not match the expression of its parameter is refused with an example', () => {
  const template = managedJobTemplates.find(({ templateName }) => templateName === 'AWS-Reboot');
  assert.ok(template !== undefined);
  assert.match(String(parametersProblem(template, { runAsUser: 'x'.repeat(257) })), /must match .*operator/);
});

test('a template in another version or Region is another template', () => {
  for (const arn of ['AWS-Reboot:2.0', 'AWS-Reboot', 'Reboot:1.0'].map(
    (name) => `arn:aws:iot:us-east-1::jobtemplate/${name}`,
  )) {
    assert.equal(findManagedTemplate(testAccount, arn), undefined);
  }
  assert.equal(findManagedTemplate(testAccount, 'arn:aws:iot:eu-west-1::jobtemplate/AWS-Reboot:1.0'), undefined);
  assert.ok(!isManagedTemplateArn('arn:aws:iot:us-east-1:000000000000:jobtemplate/AWS-Reboot'));
});
