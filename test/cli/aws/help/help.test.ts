import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { commandGroups } from '../../../../src/cli/aws/command-groups.ts';
import { commandPage } from '../../../../src/cli/aws/help/command-page.ts';
import { helpSubject } from '../../../../src/cli/aws/help/help-words.ts';
import { programPage, servicePage, topicPage } from '../../../../src/cli/aws/help/overview-pages.ts';
import { jsonSyntax, shorthandSyntax } from '../../../../src/cli/aws/help/syntax.ts';
import { commandsOf } from '../../../../src/cli/aws/operations.ts';
import { controlPlaneOperations } from '../../../../src/contract/operations/index.ts';
import { abortConfig, jobExecutionsRolloutConfig } from '../../../../src/contract/shapes/job.ts';

const plain = { columns: 80, isStyled: false };
const sectionsOf = (page: string) => page.split('\n').filter((line) => /^[A-Z][A-Z ]+$/.test(line));
const pageOf = (name: 'CreateJob' | 'DeleteJob' | 'DeleteJobExecution' | 'ListJobs') =>
  commandPage(controlPlaneOperations[name], 'musterd 1.2.3', plain);

describe('a page of help', () => {
  test('exists for every command, with its sections in order and no line beyond 80 columns that could be broken', () => {
    for (const group of commandGroups) {
      for (const [command, operation] of commandsOf(group)) {
        const page = commandPage(operation, 'musterd 1.2.3', plain);
        const sections = sectionsOf(page).filter((section) => section !== 'EXAMPLES');
        assert.deepEqual(sections, ['NAME', 'DESCRIPTION', 'SYNOPSIS', 'OPTIONS', 'GLOBAL OPTIONS', 'OUTPUT'], command);
        assert.ok(page.startsWith(`${command.toUpperCase()}()`));
        assert.ok(page.includes(`\n         ${command}\n`));
        assert.ok(page.endsWith('musterd 1.2.3\n'));
        assert.ok(!page.includes('undefined'), command);
        const long = page.split('\n').filter((line) => line.length > 80 && line.trim().includes(' '));
        assert.deepEqual(
          long.filter((line) => !/["={[]/.test(line)),
          [],
        );
      }
    }
  });

  test('shows what is required, the pair of a boolean, constraints and values', () => {
    const page = pageOf('DeleteJob');
    assert.ok(
      page.includes('\n       --job-id <value>\n       [--force | --no-force]\n       [--namespace-id <value>]\n'),
    );
    assert.ok(page.includes('\n       --job-id (string) [required]\n'));
    assert.ok(page.includes('\n       --force | --no-force (boolean)\n'));
    assert.ok(page.includes('\n          o min: 1\n          o max: 64\n          o pattern: [a-zA-Z0-9_-]+\n'));
    assert.ok(pageOf('ListJobs').includes('\n          Possible values:\n\n          o IN_PROGRESS\n'));
  });

  test('warns of what deletion means for devices, and tells of preview, status and numbers', () => {
    for (const name of ['DeleteJob', 'DeleteJobExecution'] as const) {
      const page = pageOf(name).replace(/\s+/g, ' ');
      assert.match(page, /NOTE: A device that is working on .* can recover from that\./);
      assert.match(page, /NOTE: The namespaceId feature is in preview/);
      assert.match(page, /This command produces no output\..* OUTPUT None/);
    }
    assert.match(
      pageOf('DeleteJob').replace(/\s+/g, ' '),
      /DELETION_IN_PROGRESS.*Only 10 jobs.*LimitExceededException/,
    );
    assert.match(pageOf('DeleteJobExecution'), /--execution-number 1\n/);
  });

  test('hides the members that paging takes care of, and names the paging options', () => {
    const page = pageOf('ListJobs');
    assert.ok(!page.includes('--next-token') && !page.includes('--max-results'));
    const paging = [
      'cli-input-json | --cli-input-yaml',
      'starting-token <value>',
      'page-size <value>',
      'max-items <value>',
    ];
    assert.ok(
      page.includes(`${paging.map((option) => `[--${option}]`).join('\n       ')}\n       [--generate-cli-skeleton`),
    );
    assert.ok(page.includes('\n       jobs -> (list)\n'));
  });

  test('is bold on a terminal and narrower on a narrow one', () => {
    const page = commandPage(controlPlaneOperations.DeleteJob, 'musterd', { columns: 60, isStyled: true });
    assert.ok(page.includes('\n\u001b[1mNAME\u001b[22m\n'));
    assert.equal(page.split('\n')[0]?.length, 60);
  });
});

describe('syntax samples', () => {
  test('are shorthand with braces and doubled lists', () => {
    assert.equal(
      shorthandSyntax(jobExecutionsRolloutConfig),
      'maximumPerMinute=integer,exponentialRate={baseRatePerMinute=integer,incrementFactor=double,' +
        'rateIncreaseCriteria={numberOfNotifiedThings=integer,numberOfSucceededThings=integer}}',
    );
    const criterion = '{failureType=string,action=string,thresholdPercentage=double,minNumberOfExecutedThings=integer}';
    assert.equal(shorthandSyntax(abortConfig), `criteriaList=[${criterion},${criterion}]`);
  });

  test('are JSON with two blanks', () => {
    assert.deepEqual(jsonSyntax(abortConfig), [
      '{',
      '  "criteriaList": [',
      '    {',
      '      "failureType": "FAILED"|"REJECTED"|"TIMED_OUT"|"ALL",',
      '      "action": "CANCEL",',
      '      "thresholdPercentage": double,',
      '      "minNumberOfExecutedThings": integer',
      '    }',
      '    ...',
      '  ]',
      '}',
    ]);
  });
});

describe('the overviews', () => {
  test('list services, commands and topics, but no deprecated command', () => {
    const program = programPage([['up', 'Start the server']], 'musterd', plain);
    assert.deepEqual(sectionsOf(program), [
      'NAME',
      'DESCRIPTION',
      'SYNOPSIS',
      'GLOBAL OPTIONS',
      'AVAILABLE SERVICES',
      'COMMANDS OF MUSTERD',
      'SEE ALSO',
    ]);
    const service = servicePage('iot', 'musterd', plain);
    assert.match(service, /o delete-job\n {7}o delete-job-execution\n/);
    assert.ok(service.includes('o help\n') && !service.includes('attach-principal-policy'));
    assert.match(topicPage('return-codes', 'musterd', plain) ?? '', /254\n {10}The service refused/);
    assert.match(topicPage('topics', 'musterd', plain) ?? '', /config-vars/);
    assert.equal(topicPage('nope', 'musterd', plain), undefined);
  });

  test('are what a lone word asks for', async () => {
    assert.deepEqual(await helpSubject('iot', ['help']), { kind: 'service', service: 'iot' });
    assert.equal((await helpSubject('iot', ['delete-job', '--job-id', 'x', 'help']))?.kind, 'command');
    assert.equal((await helpSubject('iot', ['delete-job', '-h']))?.kind, 'command');
    assert.equal(await helpSubject('iot', ['delete-job', 'help', 'extra']), undefined);
    assert.equal(await helpSubject('iot', ['delete-job', '--job-id', 'help']), undefined);
    assert.equal(await helpSubject('iot', ['nope', 'help']), undefined);
  });
});
