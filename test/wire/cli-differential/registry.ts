/** Command lines about things, groups, templates, packages, policies and certificates. */
import { type Difference, errorDetails, noDetails, noYaml, type Scenario, unlikeFirst, withNewModel } from './row.ts';

const account = 'arn:aws:iot:us-east-1:000000000000';

const mixedLists: Difference = {
  in: ['code', 'stdout', 'stderr'],
  reason: 'the original breaks off at a list that mixes texts and numbers with maps',
};

export const registryScenarios: readonly Scenario[] = [
  {
    name: 'things and their types',
    rows: [
      'iot create-thing-type --thing-type-name ty-§ --thing-type-properties thingTypeDescription=lamps,searchableAttributes=a,b',
      'iot create-thing --thing-name th-§ --thing-type-name ty-§ --attribute-payload \'{"attributes":{"a":"1","color":"red"}}\' --query thingName',
      {
        line: 'iot create-thing --thing-name th-§ --thing-type-name ty-§ --attribute-payload attributes={a=2}',
        differs: { in: ['stderr'], reason: errorDetails },
        differsFromFirst: noDetails,
      },
      "iot describe-thing --thing-name th-§ --query '[thingName,thingTypeName,attributes,version]'",
      {
        line: "iot describe-thing --thing-name th-§ --query '[thingName,thingTypeName,attributes,version]' --output text",
        differs: mixedLists,
        differsFromFirst: mixedLists,
      },
      unlikeFirst(
        "iot describe-thing --thing-name th-§ --query '[thingName,thingTypeName,attributes,version]' --output yaml",
        noYaml,
      ),
      {
        line: "iot describe-thing --thing-name th-§ --query '[thingName,thingTypeName,attributes,version]' --output table",
        differs: mixedLists,
        differsFromFirst: mixedLists,
      },
      'iot update-thing --thing-name th-§ --attribute-payload attributes={b=2},merge=true',
      'iot update-thing --thing-name th-§ --expected-version 99',
      'iot update-thing --thing-name th-§ --remove-thing-type --no-remove-thing-type',
      'iot list-things --thing-type-name ty-§',
      'iot list-things --thing-type-name ty-§ --output text',
      'iot list-things --attribute-name color --attribute-value red --thing-type-name ty-§ --query things[].thingName',
      'iot describe-thing-type --thing-type-name ty-§ --query thingTypeProperties',
      'iot list-thing-types --thing-type-name ty-§ --query thingTypes[].thingTypeName',
      'iot deprecate-thing-type --thing-type-name ty-§',
      'iot deprecate-thing-type --thing-type-name ty-§ --undo-deprecate',
      'iot delete-thing-type --thing-type-name ty-§',
      'iot delete-thing --thing-name th-§ --expected-version 1',
      'iot delete-thing --thing-name th-§',
      'iot delete-thing --thing-name th-§',
      'iot describe-thing --thing-name th-§',
      'iot describe-thing --thing-name a:b-§',
    ],
  },
  {
    name: 'groups',
    before: ['iot create-thing --thing-name tg-§'],
    rows: [
      'iot create-thing-group --thing-group-name gr-§ --thing-group-properties thingGroupDescription=all --query thingGroupName',
      'iot create-thing-group --thing-group-name ch-§ --parent-group-name gr-§ --tags Key=a,Value=b --query thingGroupArn',
      'iot describe-thing-group --thing-group-name ch-§ --query thingGroupMetadata.rootToParentThingGroups',
      'iot list-thing-groups --parent-group gr-§ --recursive',
      'iot list-thing-groups --name-prefix-filter gr-§ --output text',
      'iot add-thing-to-thing-group --thing-group-name ch-§ --thing-name tg-§',
      'iot list-things-in-thing-group --thing-group-name gr-§ --recursive',
      'iot list-things-in-thing-group --thing-group-name gr-§ --no-recursive',
      'iot list-things-in-thing-group --thing-group-name ch-§ --output text',
      'iot list-thing-groups-for-thing --thing-name tg-§ --output table',
      'iot update-thing-groups-for-thing --thing-name tg-§ --thing-groups-to-add gr-§ --thing-groups-to-remove ch-§',
      'iot update-thing-group --thing-group-name gr-§ --thing-group-properties {}',
      'iot update-thing-group --thing-group-name gr-§ --thing-group-properties thingGroupDescription=x --expected-version 99',
      'iot remove-thing-from-thing-group --thing-group-name gr-§ --thing-name tg-§',
      'iot delete-thing-group --thing-group-name gr-§',
      'iot delete-thing-group --thing-group-name ch-§',
      'iot create-billing-group --billing-group-name bg-§ --query billingGroupName',
      'iot add-thing-to-billing-group --billing-group-name bg-§ --thing-name tg-§',
      'iot list-things-in-billing-group --billing-group-name bg-§',
      'iot list-billing-groups --name-prefix-filter bg-§ --query billingGroups[].groupName',
      'iot delete-billing-group --billing-group-name bg-§',
      'iot list-indices',
      'iot describe-endpoint --endpoint-type iot:Nothing',
      'iot update-event-configurations --event-configurations JOB={Enabled=false},JOB_EXECUTION={Enabled=false}',
      'iot describe-event-configurations --query eventConfigurations.JOB',
    ],
  },
  {
    name: 'templates, packages, policies',
    rows: [
      "iot create-job-template --job-template-id jt-§ --description text --document '{}'",
      'iot describe-job-template --job-template-id jt-§ --query [jobTemplateId,description,document]',
      'iot create-job-template --job-template-id jt-§',
      'iot delete-job-template --job-template-id jt-§',
      'iot list-managed-job-templates --template-name AWS-Reboot --query managedJobTemplates[].templateName',
      withNewModel(
        'iot create-package --package-name pk-§ --description d --tags a=b --client-token §-111111111111111111111111111111111111',
      ),
      withNewModel(
        'iot create-package-version --package-name pk-§ --version-name 1 --attributes k=v --client-token §-211111111111111111111111111111111111 --query status',
      ),
      withNewModel(
        'iot update-package-version --package-name pk-§ --version-name 1 --action PUBLISH --client-token §-311111111111111111111111111111111111',
      ),
      withNewModel(
        'iot list-package-versions --package-name pk-§ --query packageVersionSummaries[].[versionName,status]',
      ),
      withNewModel('iot get-package --package-name pk-§ --query packageName'),
      withNewModel('iot delete-package --package-name none-§ --client-token §-411111111111111111111111111111111111'),
      'iot create-policy --policy-name po-§ --policy-document \'{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"iot:*","Resource":"*"}]}\'',
      'iot get-policy --policy-name po-§ --query policyDocument',
      `iot attach-policy --policy-name po-§ --target ${account}:thinggroup/none-§`,
      'iot list-policy-versions --policy-name po-§ --query policyVersions[].[versionId,isDefaultVersion]',
      'iot list-policy-principals --policy-name po-§',
      'iot delete-policy --policy-name po-§',
      'iot get-policy --policy-name po-§',
      'iot describe-certificate --certificate-id 0000000000000000000000000000000000000000000000000000000000000000',
      'iot describe-certificate --certificate-id short',
    ],
  },
];
