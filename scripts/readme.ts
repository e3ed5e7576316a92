/** Keeps the generated parts of the documents true: `npm run docs` writes them, tests compare them. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { settingOptions } from '../src/cli/setting-options.ts';
import { extensionOperations } from '../src/contract/extensions/index.ts';
import type { OperationContract } from '../src/contract/operation.ts';
import { accountOperations } from '../src/contract/operations/account/index.ts';
import { billingGroupOperations } from '../src/contract/operations/billing-group/index.ts';
import { caCertificateOperations } from '../src/contract/operations/ca-certificate/index.ts';
import { certificateOperations } from '../src/contract/operations/certificate/index.ts';
import { deviceOperations } from '../src/contract/operations/device/index.ts';
import { policyOperations } from '../src/contract/operations/device-policy/index.ts';
import { dynamicThingGroupOperations } from '../src/contract/operations/dynamic-thing-group/index.ts';
import { indexOperations } from '../src/contract/operations/fleet-index/index.ts';
import { jobOperations } from '../src/contract/operations/job/index.ts';
import { jobExecutionOperations } from '../src/contract/operations/job-execution/index.ts';
import { jobTemplateOperations } from '../src/contract/operations/job-template/index.ts';
import { packageOperations } from '../src/contract/operations/package/index.ts';
import { principalOperations } from '../src/contract/operations/principal/index.ts';
import { tagOperations } from '../src/contract/operations/tag/index.ts';
import { thingOperations } from '../src/contract/operations/thing/index.ts';
import { thingGroupOperations } from '../src/contract/operations/thing-group/index.ts';
import { thingTypeOperations } from '../src/contract/operations/thing-type/index.ts';
import { packageRoot } from '../src/lib/package-root.ts';
import { permissionsTable } from './permissions-table.ts';
import { jobExecutionTransitionsTable, jobTransitionsTable } from './transition-tables.ts';

const groups = {
  Jobs: jobOperations,
  'Job executions': jobExecutionOperations,
  'Job templates': jobTemplateOperations,
  'Software packages': packageOperations,
  Things: thingOperations,
  'Thing types': thingTypeOperations,
  'Thing groups': thingGroupOperations,
  'Dynamic thing groups': dynamicThingGroupOperations,
  'Fleet index': indexOperations,
  'Billing groups': billingGroupOperations,
  Certificates: certificateOperations,
  'Certificate authorities': caCertificateOperations,
  'Principals of things': principalOperations,
  'Device policies': policyOperations,
  Tags: tagOperations,
  'Endpoint and events': accountOperations,
  'Device API, HTTPS and MQTT': deviceOperations,
} as const;

/** The topics of requests and notifications, below `$aws/things/THING/jobs/`. */
export const requestTopics = ['get', 'start-next', 'JOB/get', '$next/get', 'JOB/update'];
export const namespacedRequestTopics = ['JOB/namespace-NS/get', 'JOB/namespace-NS/update'];
export const notificationTopics = ['notify', 'notify-next', 'notify-namespace-NS', 'notify-next-namespace-NS'];

function operationsTable(): string {
  const rows = Object.entries(groups).map(([title, group]) => `| ${title} | ${Object.keys(group).join(', ')} |`);
  return ['| | operations |', '| --- | --- |', ...rows].join('\n');
}

function extensionsTable(): string {
  const operations: readonly OperationContract[] = Object.values(extensionOperations);
  const rows = operations.map((operation) => {
    const { method, name, path, sentence, unsigned } = operation;
    const who = unsigned === undefined ? 'signed' : unsigned === 'always' ? 'anybody' : `signed; anybody ${unsigned}`;
    return `| ${name} | \`${method} ${path}\` | ${who} | ${sentence}${answerOf(operation)} |`;
  });
  return ['| operation | request | who may ask | what it does |', '| --- | --- | --- | --- |', ...rows].join('\n');
}

/** Nothing for JSON. */
function answerOf({ answers }: OperationContract): string {
  if (answers === undefined) return '';
  if (answers.kind === 'event stream') return ' Answers events.';
  return ` Answers ${answers.kind === 'file' ? 'a file' : 'text'}, \`${answers.mediaType}\`.`;
}

function topicsTable(): string {
  const code = (topics: readonly string[]) => topics.map((topic) => `\`${topic}\``).join(' ');
  return [
    '| | topics |',
    '| --- | --- |',
    `| Requests | ${code(requestTopics)} |`,
    `| Requests in a namespace | ${code(namespacedRequestTopics)} |`,
    `| Notifications | ${code(notificationTopics)} |`,
  ].join('\n');
}

function settingsTable(): string {
  const cell = (text: string) => text.replaceAll('|', '\\|');
  const rows = settingOptions().map(
    ({ name, placeholder, help, defaultText }) =>
      `| \`--${name}${placeholder === undefined ? '' : ` ${cell(placeholder)}`}\` | ${cell(help)} | ${cell(defaultText ?? '')} |`,
  );
  return ['| flag | what it does | default |', '| --- | --- | --- |', ...rows].join('\n');
}

/** A document with its generated parts made anew. */
export function renewed(document: string): string {
  const parts: Readonly<Record<string, () => string>> = {
    operations: operationsTable,
    extensions: extensionsTable,
    topics: topicsTable,
    settings: settingsTable,
    permissions: permissionsTable,
    jobTransitions: jobTransitionsTable,
    jobExecutionTransitions: jobExecutionTransitionsTable,
  };
  return document.replace(/(<!-- generated: (\w+) -->\n).*?(<!-- end -->)/gs, (_all, begin, name: string, end) => {
    const part = parts[name];
    if (part === undefined) throw new Error(`A document asks for a generated part that there is not: ${name}.`);
    return `${begin}${part()}\n${end}`;
  });
}

/** The documents that have generated parts. */
export const documents = [
  'README.md',
  'docs/job.md',
  'docs/job-execution.md',
  'docs/extensions.md',
  'docs/service/permissions.md',
];

if (process.argv[1] === import.meta.filename) {
  for (const document of documents) {
    const file = join(packageRoot, document);
    writeFileSync(file, renewed(readFileSync(file, 'utf8')));
  }
}
