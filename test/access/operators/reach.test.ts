/**
 * Nobody reaches what they have no permission for by naming it in an operation that they may use
 * (docs/service/permissions.md#objects-and-roles).
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { controlPlaneOperations } from '../../../src/contract/operations/index.ts';
import { askingAs } from '../../support/asking-operator.ts';
import { testContext } from '../../support/context.ts';
import type { Statement } from '../../support/operators.ts';

const { ask } = askingAs(await testContext());
describe('objects and roles', () => {
  const { CreateJob, CreateJobTemplate, CreatePackageVersion, RegisterCACertificate, UpdateJob } =
    controlPlaneOperations;
  const object = 'arn:aws:s3:::payroll/secret.json';
  const roleArn = 'arn:aws:iam::000000000000:role/reader';
  const noStore: Statement = { Effect: 'Deny', Action: 's3:*' };
  const document = JSON.stringify({ url: '${aws:iot:s3-presigned-url:https://payroll.s3.amazonaws.com/secret.json}' });

  test('an object that the server reads or signs for needs s3:GetObject', async () => {
    const inputs = [
      [CreateJob, { jobId: 'j', targets: [], documentSource: 'https://s3.amazonaws.com/payroll/secret.json' }],
      [CreateJob, { jobId: 'j', targets: [], document }],
      [CreateJobTemplate, { jobTemplateId: 'm', documentSource: 'https://payroll.s3.amazonaws.com/secre%74.json' }],
      [CreateJobTemplate, { jobTemplateId: 'm', document: document.replaceAll('payroll', 'p\\u0061yroll') }],
      [
        CreatePackageVersion,
        { packageName: 'p', versionName: 'v', artifact: { s3Location: { bucket: 'payroll', key: 'secret.json' } } },
      ],
    ] as const;
    for (const [operation, input] of inputs) {
      const refused = `s3:GetObject on resource: ${object}`;
      assert.equal(await ask([{ Action: '*' }, noStore], operation, input), refused);
      assert.equal(await ask([{ Action: 'iot:*' }], operation, input), refused);
      const one: Statement = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::payroll/*' };
      assert.equal(await ask([{ Action: 'iot:*' }, one], operation, input), 'allowed');
      const other: Statement = { Action: 's3:GetObject', Resource: 'arn:aws:s3:::firmware/*' };
      assert.equal(await ask([{ Action: 'iot:*' }, other], operation, input), refused);
      assert.equal(await ask([{ Action: '*' }], operation, input), 'allowed');
    }
  });

  test('a version of an object needs s3:GetObjectVersion besides', async () => {
    const documentSource = 'https://s3.amazonaws.com/payroll/secret.json?versionId=3';
    const get: Statement = { Action: 's3:GetObject' };
    const input = { jobId: 'j', targets: [], documentSource };
    assert.equal(await ask([{ Action: 'iot:*' }, get], CreateJob, input), `s3:GetObjectVersion on resource: ${object}`);
  });

  test('a role needs iam:PassRole, wherever it is named', async () => {
    const inputs = [
      [CreateJob, { jobId: 'j', targets: [], document: '{}', presignedUrlConfig: { roleArn } }],
      [UpdateJob, { jobId: 'j', presignedUrlConfig: { roleArn } }],
      [CreateJobTemplate, { jobTemplateId: 'm', document: '{}', presignedUrlConfig: { roleArn } }],
      [RegisterCACertificate, { caCertificate: 'pem', registrationConfig: { roleArn } }],
      [controlPlaneOperations.UpdatePackageConfiguration, { versionUpdateByJobsConfig: { enabled: true, roleArn } }],
    ] as const;
    for (const [operation, input] of inputs) {
      assert.equal(await ask([{ Action: 'iot:*' }], operation, input), `iam:PassRole on resource: ${roleArn}`);
      const pass: Statement = { Action: 'iam:PassRole', Resource: 'arn:aws:iam::*:role/read*' };
      assert.equal(await ask([{ Action: 'iot:*' }, pass], operation, input), 'allowed');
    }
  });
});
