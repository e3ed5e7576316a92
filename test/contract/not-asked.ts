/**
 * Members that name a resource, or look as if they did, and are not asked about, each with the reason. A member that is
 * in no contract any more, or is asked about now, must go from here.
 */
const narrows = 'It only narrows a list, and the list is asked about as a whole.';
const ofThing = 'It is the execution of the thing, and the thing is asked about.';
const noProvisioning = 'It is stored and shown only: there are no provisioning templates.';
const noName = 'It names nothing that a policy could be about.';

export const notAsked: Readonly<Record<string, string>> = {
  'ListJobs thingGroupName': narrows,
  'ListJobs thingGroupId': narrows,
  'ListJobExecutionsForThing jobId': narrows,
  'ListManagedJobTemplates templateName': narrows,
  'ListCACertificates templateName': narrows,
  'ListThings attributeName': narrows,
  'ListThings thingTypeName': narrows,
  'ListThingGroups parentGroup': narrows,
  'ListThingTypes thingTypeName': narrows,
  'ExportAuditEntries principal': narrows,
  'ListAuditEntries principal': narrows,
  'SearchIndex queryString': 'What it finds is in the index, and the index is asked about.',
  'DescribeJobExecution jobId': ofThing,
  'UpdateJobExecution jobId': ofThing,
  'TestDevice jobId': 'It is a part of the topics that are tested; whether there is such a job is not looked up.',
  'RegisterCACertificate registrationConfig.templateName': noProvisioning,
  'UpdateCACertificate registrationConfig.templateName': noProvisioning,
  'AddThingToThingGroup overrideDynamicGroups': noName,
  'UpdateThingGroupsForThing overrideDynamicGroups': noName,
  'UpdateIndexingConfiguration thingIndexingConfiguration.filter.namedShadowNames': noName,
  'CreateSession sessionName': noName,
};
