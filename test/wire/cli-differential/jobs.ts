/** Command lines about jobs and their executions; the examples of the two delete pages come first. */
import {
  anyEnum,
  type Difference,
  errorDetails,
  noDetails,
  noYaml,
  type Scenario,
  unlikeFirst,
  withNewModel,
} from './row.ts';

const thing = 'arn:aws:iot:us-east-1:000000000000:thing/MyRaspberryPi-§';
const reasonOfStatus = 'our model names only the four statuses that a device may report';

const doubles: Difference = {
  in: ['stdout'],
  reason: 'the first major version sends a double as it is written, the second with its fraction',
};
const noFile: Difference = {
  in: ['requests'],
  reason: 'the first major version does not read the file of this one option',
};

const started = [
  'iot create-thing --thing-name MyRaspberryPi-§',
  {
    line: `iot create-job --job-id example-job-04-§ --targets ${thing} --document '{"operation":"reboot"}'`,
    awaits: { thing: 'MyRaspberryPi-§', job: 'example-job-04-§' },
  },
  {
    line: `iot create-job --job-id example-job-02-§ --targets ${thing} --document '{"operation":"reboot"}'`,
    awaits: { thing: 'MyRaspberryPi-§', job: 'example-job-02-§' },
  },
  'iot delete-job-execution --job-id example-job-04-§ --thing-name MyRaspberryPi-§ --execution-number 1 --force',
  'iot-jobs-data start-next-pending-job-execution --thing-name MyRaspberryPi-§',
  'iot-jobs-data update-job-execution --job-id example-job-02-§ --thing-name MyRaspberryPi-§ --status SUCCEEDED',
] as const;

export const jobScenarios: readonly Scenario[] = [
  {
    name: 'the examples of delete-job and delete-job-execution',
    before: started,
    rows: [
      {
        line: 'iot delete-job --job-id "example-job-04-§" --force'.replaceAll('"', "'"),
        awaitsGone: 'example-job-04-§',
      },
      'iot delete-job-execution --job-id example-job-02-§ --thing-name MyRaspberryPi-§ --execution-number 1',
      'iot delete-job --job-id example-job-04-§ --force',
      'iot describe-job --job-id example-job-04-§',
      'iot delete-job-execution --job-id example-job-02-§ --thing-name MyRaspberryPi-§ --execution-number 1',
      'iot describe-job-execution --job-id example-job-02-§ --thing-name MyRaspberryPi-§',
      { line: 'iot delete-job --job-id example-job-02-§ --namespace-id n', awaitsGone: 'example-job-02-§' },
    ],
  },
  {
    name: 'the life of a job',
    before: ['iot create-thing --thing-name t1-§', 'iot create-thing --thing-name t2-§'],
    rows: [
      {
        line:
          `iot create-job --job-id j-§ --targets ${thing.replace('MyRaspberryPi', 't1')} ${thing.replace('MyRaspberryPi', 't2')} ` +
          `--document '{"a":1}' --description 'A job for § both' --target-selection SNAPSHOT --tags Key=team,Value=red Key=empty,Value= ` +
          '--timeout-config inProgressTimeoutInMinutes=100 ' +
          '--job-executions-rollout-config maximumPerMinute=1000,exponentialRate={baseRatePerMinute=1000,incrementFactor=1.5,rateIncreaseCriteria={numberOfNotifiedThings=100}} ' +
          "--abort-config 'criteriaList=[{failureType=FAILED,action=CANCEL,thresholdPercentage=10,minNumberOfExecutedThings=5}]' " +
          '--job-executions-retry-config \'{"criteriaList":[{"failureType":"ALL","numberOfRetries":2}]}\' ' +
          '--presigned-url-config roleArn=arn:aws:iam::000000000000:role/download,expiresInSec=600',
        awaits: { thing: 't2-§', job: 'j-§' },
      },
      unlikeFirst('iot describe-job --job-id j-§', doubles),
      unlikeFirst('iot describe-job --job-id j-§ --output text', doubles),
      unlikeFirst('iot describe-job --job-id j-§ --output table', doubles),
      unlikeFirst('iot describe-job --job-id j-§ --output yaml', noYaml),
      unlikeFirst('iot describe-job --job-id j-§ --output yaml-stream', noYaml),
      'iot describe-job --job-id j-§ --query job.status',
      'iot describe-job --job-id j-§ --query job.status --output text',
      "iot describe-job --job-id j-§ --query '[job.jobId, job.status, job.nothing]'",
      "iot describe-job --job-id j-§ --query '{Id:job.jobId,Targets:length(job.targets)}' --output table",
      unlikeFirst('iot describe-job --job-id j-§ --query job.abortConfig.criteriaList[0].thresholdPercentage', doubles),
      withNewModel('iot describe-job --job-id j-§ --before-substitution --query job.jobId'),
      withNewModel('iot describe-job --job-id j-§ --no-before-substitution --query job.jobId'),
      'iot get-job-document --job-id j-§',
      'iot get-job-document --job-id j-§ --output text',
      'iot list-tags-for-resource --resource-arn arn:aws:iot:us-east-1:000000000000:job/j-§',
      'iot list-tags-for-resource --resource-arn arn:aws:iot:us-east-1:000000000000:job/j-§ --output text',
      'iot untag-resource --resource-arn arn:aws:iot:us-east-1:000000000000:job/j-§ --tag-keys empty',
      'iot list-jobs --query "jobs[?jobId==\'j-§\'].status"'.replaceAll('"', '`').replaceAll("'j-§'", '"j-§"'),
      'iot list-job-executions-for-job --job-id j-§ --query executionSummaries[].thingArn|sort(@)',
      'iot list-job-executions-for-job --job-id j-§ --query executionSummaries[].jobExecutionSummary.status --output text',
      'iot list-job-executions-for-job --job-id j-§ --query length(executionSummaries) --page-size 1',
      'iot list-job-executions-for-job --job-id j-§ --query length(executionSummaries) --page-size 1 --output text',
      'iot list-job-executions-for-job --job-id j-§ --max-items 1 --query length(executionSummaries)',
      'iot list-job-executions-for-job --job-id j-§ --max-items 1 --output text --query executionSummaries[].jobExecutionSummary.[status]',
      'iot list-job-executions-for-job --job-id j-§ --status FAILED',
      'iot list-job-executions-for-job --job-id j-§ --status FAILED --output text',
      'iot list-job-executions-for-job --job-id j-§ --status FAILED --output table',
      unlikeFirst('iot list-job-executions-for-job --job-id j-§ --status FAILED --output yaml', noYaml),
      'iot list-job-executions-for-job --job-id j-§ --max-results 2 --query length(executionSummaries)',
      'iot list-job-executions-for-job --job-id j-§ --no-paginate --query length(executionSummaries)',
      'iot list-job-executions-for-thing --thing-name t1-§',
      'iot list-job-executions-for-thing --thing-name t1-§ --output text',
      'iot list-job-executions-for-thing --thing-name t1-§ --output table',
      unlikeFirst('iot list-job-executions-for-thing --thing-name t1-§ --output yaml', noYaml),
      'iot-jobs-data get-pending-job-executions --thing-name t1-§ --query queuedJobs[].jobId',
      'iot-jobs-data describe-job-execution --thing-name t1-§ --job-id $next --query execution.jobId',
      'iot-jobs-data describe-job-execution --thing-name t1-§ --job-id j-§ --include-job-document --query execution.jobDocument',
      'iot-jobs-data describe-job-execution --thing-name t1-§ --job-id j-§ --no-include-job-document --query execution.[status,versionNumber]',
      'iot describe-job-execution --job-id j-§ --thing-name t1-§',
      'iot describe-job-execution --job-id j-§ --thing-name t1-§ --execution-number 007',
      'iot-jobs-data start-next-pending-job-execution --thing-name t1-§ --status-details step=1,pct=50 --query execution.statusDetails',
      {
        line: 'iot-jobs-data update-job-execution --job-id j-§ --thing-name t1-§ --status IN_PROGRESS --expected-version 99',
        differs: { in: ['stderr'], reason: errorDetails },
        differsFromFirst: noDetails,
      },
      'iot-jobs-data update-job-execution --job-id j-§ --thing-name t1-§ --status IN_PROGRESS --include-job-execution-state --status-details {"a":"ä"}',
      'iot-jobs-data update-job-execution --job-id j-§ --thing-name t1-§ --status NONSENSE',
      'iot cancel-job-execution --job-id j-§ --thing-name t1-§',
      'iot cancel-job-execution --job-id j-§ --thing-name t1-§ --force --expected-version 1',
      "iot update-job --job-id j-§ --description 'Another text' --timeout-config inProgressTimeoutInMinutes=5",
      'iot describe-job --job-id j-§ --query job.[description,timeoutConfig.inProgressTimeoutInMinutes] --output text',
      'iot associate-targets-with-job --job-id j-§ --targets arn:aws:iot:us-east-1:000000000000:thinggroup/none-§',
      'iot delete-job --job-id j-§',
      'iot delete-job --job-id j-§ --no-force',
      'iot cancel-job --job-id j-§ --reason-code NO_NEED --comment because',
      'iot describe-job --job-id j-§ --query job.[status,reasonCode,comment]',
      'iot cancel-job --job-id j-§ --force',
      { line: 'iot delete-job --job-id j-§ --force', awaitsGone: 'j-§' },
    ],
  },
  {
    name: 'documents and files',
    rows: [
      'iot delete-job --job-id k-§ --cli-input-json \'{"jobId":"other","force":true,"namespaceId":"n"}\'',
      'iot delete-job --job-id k-§ --no-force --cli-input-json \'{"jobId":"other","force":true,"namespaceId":"n"}\'',
      'iot delete-job --cli-input-json \'{"jobId":"k-§"}\'',
      unlikeFirst("iot delete-job --cli-input-yaml '{jobId: k-§, force: true}'", {
        ...noYaml,
        in: ['requests', 'stderr', 'code'],
      }),
      'iot create-job --cli-input-json \'{"jobId":"k-§","targets":["x"],"document":"{}","tags":[{"Key":"a"}]}\'',
      'iot create-job --job-id k-§ --targets a b --document {}',
      'iot create-job --job-id k-§ --targets a,b --document {}',
      'iot create-job --job-id k-§ --targets ["a","b"] --document {}',
      'iot create-job --job-id k-§ --targets a --targets b --document {}',
      "iot create-job --job-id k-§ --targets '' --document {}",
      "iot create-job --job-id k-§ --targets a --document '{not json'",
      'iot create-job --job-id k-§ --targets a --tags \'{"Key":"a"}\' \'{"Key":"b"}\'',
      "iot create-job --job-id k-§ --targets a --tags 'Key=a, Value=b'",
      'iot create-job --job-id k-§ --targets a --tags Key=a,Value="b,c"',
      'iot create-job --job-id k-§ --targets a --tags Key=a,Value=b\\,c',
      'iot create-job --job-id k-§ --targets a --document-parameters a=b,c=d',
      "iot create-job --job-id k-§ --targets a --scheduling-config 'startTime=2026-01-01 10:00,endBehavior=CANCEL'",
      withNewModel('iot create-job --job-id k-§ --targets a --destination-package-versions x y'),
      unlikeFirst(
        'iot create-job --job-id k-§ --targets a --document-source file:///etc/hostname --query nothing',
        noFile,
      ),
      'iot delete-job --jo k-§ --no-f --regio us-east-1',
      'iot delete-job --job-id=-x',
      'iot delete-job --job-id -5',
      "iot delete-job --job-id 'a b/c'",
      'iot delete-job --job-id k-§ --force --no-force',
      'iot --output text delete-job --job-id k-§',
      'iot-jobs-data describe-job-execution --thing-name none-§ --job-id $next',
      'iot-jobs-data get-pending-job-executions --thing-name none-§',
      {
        line: 'iot-jobs-data update-job-execution --generate-cli-skeleton',
        differs: { in: ['stdout'], reason: reasonOfStatus },
        differsFromFirst: anyEnum,
      },
    ],
  },
];
