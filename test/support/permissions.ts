/**
 * What permission every operation needs, written from the tables of the book (docs/service/jobs.md#resources-of-jobs,
 * docs/service/identity.md#required-and-optional-resources) and not from the contract, and an example of its input.
 */
import { arn } from '../../src/domain/arn.ts';
import { testAccount } from './context.ts';

export interface DocumentedPermission {
  /** The last parts of ARNs; `*` for an action without resource. */
  readonly required: readonly string[];
  readonly optional?: readonly string[];
  /** What is needed besides, as `action resource`. */
  readonly further?: readonly string[];
}

const certificateId = 'c'.repeat(64);

/** Values of input members by their name; others are made from their shape. */
export const exampleMembers: Readonly<Record<string, unknown>> = {
  jobId: 'j',
  thingName: 't',
  thingGroupName: 'g',
  billingGroupName: 'b',
  thingTypeName: 'y',
  jobTemplateId: 'm',
  templateName: 'AWS-Reboot',
  packageName: 'p',
  versionName: 'v',
  policyName: 'P',
  userName: 'u',
  roleName: 'r',
  accessKeyId: 'AKIAIOSFODNN7EXAMPLF',
  indexName: 'AWS_Things',
  policyVersionId: '1',
  policyDocument: '{}',
  certificateId,
  caCertificateId: certificateId,
  jobTemplateArn: arn(testAccount, 'jobtemplate/m'),
  jobArn: arn(testAccount, 'job/j'),
  destinationPackageVersions: [arn(testAccount, 'package/p/version/v')],
  parentGroupName: 'parent',
  defaultVersionName: 'v',
  thingGroupsToAdd: ['a'],
  thingGroupsToRemove: ['r'],
  policyNamesToAdd: ['A'],
  policyNamesToSkip: ['S'],
  executionNumber: 1,
  queryString: 'thingName:t',
  targets: [arn(testAccount, 'thing/t'), arn(testAccount, 'thinggroup/g')],
  principal: arn(testAccount, `cert/${certificateId}`),
  target: arn(testAccount, 'thinggroup/g'),
  resourceArn: arn(testAccount, 'job/j'),
};

/** Members that are optional and say which resource is meant, by operation. */
export const namingMembers: Readonly<Record<string, readonly string[]>> = {
  CreateJob: ['jobTemplateArn', 'destinationPackageVersions'],
  CreateJobTemplate: ['jobArn', 'destinationPackageVersions'],
  CreateThing: ['thingTypeName', 'billingGroupName'],
  UpdateThing: ['thingTypeName'],
  CreateThingGroup: ['parentGroupName'],
  UpdateDynamicThingGroup: ['queryString'],
  UpdatePackage: ['defaultVersionName'],
  AddThingToThingGroup: ['thingName', 'thingGroupName'],
  RemoveThingFromThingGroup: ['thingName', 'thingGroupName'],
  UpdateThingGroupsForThing: ['thingName', 'thingGroupsToAdd', 'thingGroupsToRemove'],
  AddThingToBillingGroup: ['thingName', 'billingGroupName'],
  RemoveThingFromBillingGroup: ['thingName', 'billingGroupName'],
  GetEffectivePolicies: ['principal', 'thingName'],
  TestAuthorization: ['principal', 'policyNamesToAdd', 'policyNamesToSkip'],
  ListAttachedPolicies: ['target'],
  AttachOperatorPolicy: ['userName'],
  DetachOperatorPolicy: ['userName'],
  SimulateOperatorPolicies: ['userName'],
};

const nothing: DocumentedPermission = { required: ['*'] };
const job: DocumentedPermission = { required: ['job/j'] };
const thing: DocumentedPermission = { required: ['thing/t'] };
const jobAndThing: DocumentedPermission = { required: ['job/j', 'thing/t'] };
const jobAndTargets: DocumentedPermission = { required: ['job/j', 'thing/t', 'thinggroup/g'] };
const template: DocumentedPermission = { required: ['jobtemplate/m'] };
const thingType: DocumentedPermission = { required: ['thingtype/y'] };
const group: DocumentedPermission = { required: ['thinggroup/g'] };
const thingAndGroup: DocumentedPermission = { required: ['thing/t', 'thinggroup/g'] };
const billingGroup: DocumentedPermission = { required: ['billinggroup/b'] };
const thingAndBillingGroup: DocumentedPermission = { required: ['thing/t', 'billinggroup/b'] };
const index: DocumentedPermission = { required: ['index/AWS_Things'] };
const onePackage: DocumentedPermission = { required: ['package/p'] };
const version: DocumentedPermission = { required: ['package/p', 'package/p/version/v'] };
const indexing = { further: ['GetIndexingConfiguration *'] } as const;
const certificate: DocumentedPermission = { required: [`cert/${certificateId}`] };
const thingAndCertificate: DocumentedPermission = { required: ['thing/t', `cert/${certificateId}`] };
const policyAndCertificate: DocumentedPermission = { required: ['policy/P', `cert/${certificateId}`] };
const policyAndTarget: DocumentedPermission = { required: ['policy/P', 'thinggroup/g'] };
const authority: DocumentedPermission = { required: [`cacert/${certificateId}`] };
const query = { further: ['SearchIndex index/AWS_Things', 'AddThingToThingGroup thing/*'] } as const;
const policy: DocumentedPermission = { required: ['policy/P'] };

export const controlPlanePermissions: Readonly<Record<string, DocumentedPermission>> = {
  // jobs.md 16
  CreateJob: {
    required: ['job/j', 'thing/t', 'thinggroup/g', 'jobtemplate/m', 'package/p/version/v'],
    optional: ['package/p'],
    further: ['DescribeJobTemplate jobtemplate/m'],
  },
  DescribeJob: job,
  UpdateJob: job,
  CancelJob: job,
  DeleteJob: job,
  GetJobDocument: job,
  ListJobExecutionsForJob: job,
  AssociateTargetsWithJob: jobAndTargets,
  CancelJobExecution: jobAndThing,
  DeleteJobExecution: jobAndThing,
  DescribeJobExecution: { required: [], optional: ['job/j', 'thing/t'] },
  ListJobExecutionsForThing: thing,
  ListJobs: nothing,
  ListJobTemplates: nothing,
  ListManagedJobTemplates: nothing,
  CreateJobTemplate: {
    required: ['jobtemplate/m', 'job/j', 'package/p/version/v'],
    optional: ['package/p'],
    further: ['DescribeJob job/j', 'GetJobDocument job/j'],
  },
  DescribeJobTemplate: template,
  DeleteJobTemplate: template,
  DescribeManagedJobTemplate: { required: ['jobtemplate/AWS-Reboot'] },
  // registry.md 12
  CreateThing: { required: ['thing/t', 'thingtype/y', 'billinggroup/b'] },
  DescribeThing: thing,
  UpdateThing: { required: ['thing/t', 'thingtype/y'] },
  DeleteThing: thing,
  ListThingGroupsForThing: thing,
  ListThings: nothing,
  ListThingTypes: nothing,
  ListThingGroups: nothing,
  ListBillingGroups: nothing,
  ListIndices: nothing,
  ListPackages: nothing,
  ListPackageVersions: onePackage,
  DescribeEndpoint: nothing,
  DescribeEventConfigurations: nothing,
  UpdateEventConfigurations: nothing,
  GetIndexingConfiguration: nothing,
  UpdateIndexingConfiguration: nothing,
  GetPackageConfiguration: nothing,
  UpdatePackageConfiguration: nothing,
  CreateThingType: thingType,
  DescribeThingType: thingType,
  UpdateThingType: thingType,
  DeprecateThingType: thingType,
  DeleteThingType: thingType,
  CreateThingGroup: { required: ['thinggroup/g', 'thinggroup/parent'] },
  DescribeThingGroup: group,
  UpdateThingGroup: group,
  DeleteThingGroup: group,
  ListThingsInThingGroup: group,
  AddThingToThingGroup: thingAndGroup,
  RemoveThingFromThingGroup: thingAndGroup,
  UpdateThingGroupsForThing: { required: ['thing/t', 'thinggroup/a', 'thinggroup/r'] },
  CreateDynamicThingGroup: { ...group, ...query },
  UpdateDynamicThingGroup: { ...group, ...query },
  DeleteDynamicThingGroup: group,
  CreateBillingGroup: billingGroup,
  DescribeBillingGroup: billingGroup,
  UpdateBillingGroup: billingGroup,
  DeleteBillingGroup: billingGroup,
  ListThingsInBillingGroup: billingGroup,
  AddThingToBillingGroup: thingAndBillingGroup,
  RemoveThingFromBillingGroup: thingAndBillingGroup,
  SearchIndex: index,
  DescribeIndex: index,
  CreatePackage: { ...onePackage, ...indexing },
  GetPackage: onePackage,
  UpdatePackage: { ...onePackage, ...indexing, optional: ['package/p/version/v'] },
  DeletePackage: onePackage,
  CreatePackageVersion: { ...version, ...indexing },
  GetPackageVersion: version,
  UpdatePackageVersion: { ...version, ...indexing },
  DeletePackageVersion: version,
  TagResource: job,
  UntagResource: job,
  ListTagsForResource: job,
  // security.md 6
  CreateKeysAndCertificate: nothing,
  CreateCertificateFromCsr: nothing,
  RegisterCertificate: nothing,
  RegisterCertificateWithoutCA: nothing,
  RegisterCACertificate: nothing,
  GetRegistrationCode: nothing,
  ListCertificates: nothing,
  ListCertificatesByCA: authority,
  ListCACertificates: nothing,
  ListPolicies: nothing,
  ListAttachedPolicies: { required: ['thinggroup/g'] },
  ListPrincipalPolicies: certificate,
  ListPolicyPrincipals: policy,
  DescribeCertificate: certificate,
  UpdateCertificate: certificate,
  DeleteCertificate: certificate,
  DescribeCACertificate: authority,
  UpdateCACertificate: authority,
  DeleteCACertificate: authority,
  AttachPolicy: policyAndTarget,
  DetachPolicy: policyAndTarget,
  AttachPrincipalPolicy: policyAndCertificate,
  DetachPrincipalPolicy: policyAndCertificate,
  GetEffectivePolicies: { required: [`cert/${certificateId}`, 'thing/t'] },
  TestAuthorization: { required: [`cert/${certificateId}`, 'policy/A', 'policy/S'] },
  AttachThingPrincipal: thingAndCertificate,
  DetachThingPrincipal: thingAndCertificate,
  ListThingPrincipals: thing,
  ListThingPrincipalsV2: thing,
  ListPrincipalThings: certificate,
  ListPrincipalThingsV2: certificate,
  CreatePolicy: policy,
  GetPolicy: policy,
  DeletePolicy: policy,
  CreatePolicyVersion: policy,
  GetPolicyVersion: policy,
  ListPolicyVersions: policy,
  DeletePolicyVersion: policy,
  SetDefaultPolicyVersion: policy,
  ListTargetsForPolicy: policy,
};

export const devicePermissions: Readonly<Record<string, DocumentedPermission>> = {
  GetPendingJobExecutions: thing,
  StartNextPendingJobExecution: thing,
  DescribeJobExecution: thing,
  UpdateJobExecution: thing,
};

/** Of our own operations under `/x/`, whose resources are in a namespace of our own; those that are open to anybody have none. */
export const extensionPermissions: Readonly<Record<string, DocumentedPermission>> = {
  AdvanceClock: nothing,
  AttachOperatorPolicy: { required: ['policy/P', 'user/u'] },
  CreateAccessKey: { required: ['user/u'] },
  CreateRole: { required: ['role/r'] },
  CreateSession: { required: ['role/r'] },
  CreateUser: { required: ['user/u'] },
  DeleteAccessKey: { required: ['key/AKIAIOSFODNN7EXAMPLF'] },
  DeleteOperatorPolicy: { required: ['policy/P'] },
  DeleteRole: { required: ['role/r'] },
  DeleteUser: { required: ['user/u'] },
  DescribeJobReach: { required: ['thing/t', 'job/j'] },
  DetachOperatorPolicy: { required: ['policy/P', 'user/u'] },
  ExportAuditEntries: nothing,
  GetClock: nothing,
  GetOperatorPolicy: { required: ['policy/P'] },
  ListAccessKeys: { required: ['user/u'] },
  ListAuditEntries: nothing,
  ListOperatorPolicies: nothing,
  ListRoles: nothing,
  ListServerAuthorities: nothing,
  ListUsers: nothing,
  PutOperatorPolicy: { required: ['policy/P'] },
  RetireServerAuthorities: nothing,
  RotateAccessKey: { required: ['key/AKIAIOSFODNN7EXAMPLF'] },
  RotateServerAuthority: nothing,
  SimulateOperatorPolicies: { required: ['user/u'] },
  TestDevice: { required: ['thing/t'] },
  UpdateAccessKey: { required: ['key/AKIAIOSFODNN7EXAMPLF'] },
};
