/** Command lines that are wrong, and samples: nothing of them reaches the server. */
import { anyEnum, type Difference, noYaml, type Scenario, unlikeFirst, withNewModel } from './row.ts';

const samples: Difference = {
  in: ['code', 'stdout', 'stderr'],
  reason: 'the original refuses its own samples where they are shorter than the model allows',
};
const olderModel = 'the API model of version 2.9 ends before maintenanceWindows and destinationPackageVersions';
const indented: Difference = {
  in: ['stderr'],
  reason: 'newer versions of the original indent the text that they point into by one blank',
};
const unplaced: Difference = {
  in: ['stderr'],
  reason: 'the newest first major version prints the name of a variable instead of the place',
};
const choices: Difference = {
  in: ['stderr'],
  reason: 'newer versions of the original name the near choices only, not all of them',
};
const integers: Difference = {
  in: ['code', 'stderr'],
  reason: 'a bad integer is a usage error in every option (docs/service/command-line.md#values-of-options)',
};
const badIntegers: Difference = { ...integers, in: ['stderr'] };
const otherWords: Difference = {
  in: ['stderr'],
  reason: 'the first major version says it in other words (docs/service/command-line.md#an-input-as-a-document)',
};

export const wrongLines: Scenario = {
  name: 'wrong lines and samples',
  rows: [
    'iot delete-job',
    'iot delete-job-execution --job-id x',
    'iot delete-job --job-id',
    'iot delete-job --job-id -x',
    'iot delete-job --job-id x --bogus y',
    'iot delete-job --job-id x y z',
    'iot delete-job --job-id x y --bogus z',
    'iot delete-job --job-id x --force true',
    'iot delete-job --job-id x --force=true',
    'iot delete-job help extra',
    'iot delete-job-execution --job-id x --thing-name t --execution-number abc',
    'iot delete-job-execution --job-id x --thing-name t --execution-number 1.5',
    { line: 'iot list-jobs --max-results abc', differs: integers, differsFromFirst: badIntegers },
    'iot list-jobs --max-items abc',
    'iot list-jobs --max-results 0',
    'iot list-jobs --page-size 0',
    unlikeFirst('iot list-jobs --no-paginate --max-items 1 --page-size 2', otherWords),
    'iot list-jobs --query [',
    'iot list-jobs --query length(',
    'iot create-job --job-id x --targets',
    { line: 'iot create-job --job-id x --targets a --tags Key', differs: indented, differsFromFirst: unplaced },
    { line: 'iot create-job --job-id x --targets a --tags Key==', differs: indented, differsFromFirst: unplaced },
    'iot create-job --job-id x --targets a --tags Key=a,Value=b,Key=c',
    'iot create-job --job-id x --targets a --tags Key=a,Valu=b',
    'iot create-job --job-id x --targets a --tags [1,2]',
    {
      line: 'iot create-job --job-id x --targets a --timeout-config inProgressTimeoutInMinutes=5,',
      differs: indented,
      differsFromFirst: unplaced,
    },
    'iot create-job --job-id x --targets a --timeout-config {"inProgressTimeoutInMinutes":"5"}',
    'iot create-job --job-id x --targets a --timeout-config {"inProgressTimeoutInMinutes":5',
    'iot create-job --job-id x --targets a --timeout-config {"inProgressTimeoutInMinutes":5.0}',
    'iot create-job --job-id x --targets a --timeout-config {a:1}',
    'iot create-job --job-id x --targets a --timeout-config ["a"]',
    'iot create-job --job-id x --targets a --abort-config \'{"criteriaList":[{"failureType":"FAILED"},5,null]}\'',
    {
      line: 'iot create-job --job-id x --targets a --job-executions-rollout-config maximumPerMinute=abc',
      differs: integers,
      differsFromFirst: badIntegers,
    },
    withNewModel('iot create-job --cli-input-json {"jobId":5,"zzz":1,"targets":{"a":["b",true]}}'),
    unlikeFirst('iot create-job --cli-input-json [1]', otherWords),
    unlikeFirst('iot create-job --cli-input-json {x', otherWords),
    unlikeFirst("iot create-job --cli-input-yaml '- 1'", { ...noYaml, in: ['stderr'] }),
    'iot delete-job --cli-input-json {}',
    unlikeFirst('iot delete-job --cli-input-json {} --cli-input-yaml {}', { ...noYaml, in: ['stderr'] }),
    "iot delete-job --job-id ''",
    'iot delete-job --job-id file:///nonexist',
    'iot delete-job --job-id fileb:///etc/hostname',
    'iot delete-job --cli-input-json file:///nonexist',
    { line: 'iot list-jobs --output jsn', differs: choices, differsFromFirst: choices },
    { line: 'iot delete-job --job-id x --generate-cli-skeleton inputt', differs: choices, differsFromFirst: choices },
    'iot delete-job --generate-cli-skeleton',
    'iot delete-job --generate-cli-skeleton input',
    'iot delete-job --generate-cli-skeleton output',
    'iot delete-job --job-id x --generate-cli-skeleton output',
    'iot delete-job-execution --generate-cli-skeleton',
    {
      line: 'iot create-job --generate-cli-skeleton',
      differs: { in: ['stdout'], reason: olderModel },
      differsFromFirst: anyEnum,
    },
    unlikeFirst('iot update-job --generate-cli-skeleton', anyEnum),
    'iot list-jobs --generate-cli-skeleton output',
    'iot list-jobs --generate-cli-skeleton output --output text',
    'iot list-jobs --generate-cli-skeleton output --query jobs[].jobId',
    'iot create-thing --generate-cli-skeleton',
    withNewModel('iot create-thing-type --generate-cli-skeleton'),
    'iot create-dynamic-thing-group --generate-cli-skeleton',
    'iot test-authorization --generate-cli-skeleton output',
    {
      line: 'iot create-keys-and-certificate --generate-cli-skeleton output',
      differs: samples,
      differsFromFirst: samples,
    },
    'iot search-index --query-string * --generate-cli-skeleton output',
    'iot-jobs-data start-next-pending-job-execution --generate-cli-skeleton',
  ],
};
