/**
 * The page of one command, printed from the contract in the layout of the original's pages
 * (docs/service/command-line.md#the-page-of-a-command).
 */
import { inputDocumentation, notes, outputDocumentation } from '../../../contract/documentation/documentation.ts';
import type { AnswerForm, OperationContract } from '../../../contract/operation.ts';
import type { Member, Shape } from '../../../contract/shape.ts';
import { groupOf } from '../command-groups.ts';
import { wordOf } from '../names.ts';
import { OUTFILE } from '../outfiles.ts';
import { pagingOf } from '../paginate.ts';
import { examples } from './examples.ts';
import { globalOptionTexts } from './global-options.ts';
import { Page, type PageStyle, STEP } from './page.ts';
import { remarks } from './remarks.ts';
import { writeMembers, writeValue } from './shape-text.ts';
import { jsonSyntax, listSyntax, shorthandSyntax } from './syntax.ts';

const PAGING = {
  'starting-token': {
    type: 'string',
    text: 'Where to begin: the NextToken of an output that was cut short.',
  },
  'page-size': {
    type: 'integer',
    text: 'How many items each call asks for. All items are printed nevertheless; more calls are made for them.',
  },
  'max-items': {
    type: 'integer',
    text: 'How many items are printed. If there are more, the output has a NextToken for --starting-token.',
  },
} as const;

const COMMON = [
  {
    head: '--cli-input-json | --cli-input-yaml (string)',
    text:
      'Reads the input from a JSON or YAML text in the form that --generate-cli-skeleton prints. Options on the command line go ' +
      'before it. Binary values cannot be given in JSON. Only one of the two may be used.',
  },
  {
    head: '--generate-cli-skeleton (string)',
    text:
      'Prints a sample and sends nothing. Without a value or with input, it is a sample of the input in JSON; with yaml-input the ' +
      'same in YAML; with output the options are checked, and a sample of the answer is printed. Samples may differ between versions.',
  },
];

export function commandPage(operation: OperationContract, foot: string, style: PageStyle): string {
  const command = wordOf(operation.name);
  const page = new Page(command, style);
  page.section('NAME');
  page.paragraph(`${command} -`);
  describe(page, operation);
  synopsis(page, operation, command);
  page.section('OPTIONS');
  for (const [name, member] of visibleMembers(operation)) writeOption(page, operation, name, member);
  if (operation.answers !== undefined) {
    page.entry(`--${OUTFILE} (string)`);
    page.under('Writes the answer to this file, readable by its owner only, in the place of standard output.', STEP);
  }
  const paging = pagingOf(operation);
  for (const [name, { text, type }] of Object.entries(PAGING)) {
    if (paging === undefined || (name === 'page-size' && paging.limit === undefined)) continue;
    page.entry(`--${name} (${type})`);
    page.under(text, STEP);
  }
  for (const { head, text } of COMMON) {
    page.entry(head);
    page.under(text, STEP);
  }
  writeGlobalOptions(page);
  writeExamples(page, operation);
  page.section('OUTPUT');
  const members = operation.output ?? {};
  if (operation.answers !== undefined) page.paragraph(answerText(operation.answers));
  else if (Object.keys(members).length === 0) page.paragraph('None');
  else writeMembers(page, members, [], 0, (path) => outputDocumentation(operation.name, path));
  return page.text(foot);
}

function answerText(answers: AnswerForm): string {
  if (answers.kind === 'event stream') return 'Events as they happen, as text/event-stream, until you interrupt it.';
  return answers.kind === 'text' ? `Text, ${answers.mediaType}.` : `A file, ${answers.mediaType}.`;
}

/** Members that paging takes care of are not shown; they work nevertheless. */
function visibleMembers(operation: OperationContract): [string, Member][] {
  const paging = pagingOf(operation);
  return Object.entries(operation.input).filter(([name]) => name !== paging?.inputToken && name !== paging?.limit);
}

function describe(page: Page, operation: OperationContract): void {
  page.section('DESCRIPTION');
  page.paragraph(operation.sentence);
  for (const remark of remarks[`${groupOf(operation)}.${operation.name}`] ?? []) page.paragraph(remark);
  page.paragraph(permissionText(operation));
  if (operation.errors.length > 0) page.paragraph(`Errors: ${operation.errors.join(', ')}.`);
  const paging = pagingOf(operation);
  if (paging === undefined) return;
  const command = wordOf(operation.name);
  page.paragraph(
    `${command} is a paginated operation. Multiple calls may be made to get the whole list; --no-paginate makes one call only. ` +
      `With --output text and --query, the query must take its values from ${paging.resultKey}.`,
  );
}

function permissionText(operation: OperationContract): string {
  const group = groupOf(operation);
  if (group !== 'x') {
    return `Requires permission to access the ${operation.name} action${group === 'iot' ? '' : ' of the device API'}.`;
  }
  return operation.unsigned === 'always'
    ? 'Anybody may ask, without a signature.'
    : `Requires permission to access the musterd:${operation.name} action.`;
}

function synopsis(page: Page, operation: OperationContract, command: string): void {
  page.section('SYNOPSIS');
  const lines = visibleMembers(operation).map(([name, { required, shape }]) => {
    const word = wordOf(name);
    const option = shape.type === 'boolean' ? `--${word} | --no-${word}` : `--${word} <value>`;
    return required === true ? option : `[${option}]`;
  });
  const paging = pagingOf(operation);
  if (operation.answers !== undefined) lines.push(`[--${OUTFILE} <value>]`);
  lines.push('[--cli-input-json | --cli-input-yaml]');
  if (paging !== undefined) {
    lines.push('[--starting-token <value>]');
    if (paging.limit !== undefined) lines.push('[--page-size <value>]');
    lines.push('[--max-items <value>]');
  }
  lines.push('[--generate-cli-skeleton <value>]');
  for (const { choices, name, type } of globalOptionTexts) {
    lines.push(type === 'boolean' && choices === undefined ? `[--${name}]` : `[--${name} <value>]`);
  }
  page.block([`  ${command}`, ...lines]);
}

function writeOption(page: Page, operation: OperationContract, name: string, { required, shape }: Member): void {
  const word = wordOf(name);
  const option = shape.type === 'boolean' ? `--${word} | --no-${word}` : `--${word}`;
  page.entry(`${option} (${shape.type})${required === true ? ' [required]' : ''}`);
  writeValue(page, shape, [name], STEP, (path) => inputDocumentation(operation.name, path));
  for (const note of notes) {
    if (groupOf(operation) !== 'iot' || note.operation !== operation.name || note.member !== name) continue;
    page.paragraph('NOTE:', STEP);
    page.under(note.text, STEP + STEP);
  }
  writeSyntax(page, shape);
}

function writeSyntax(page: Page, shape: Shape): void {
  if (shape.type === 'list' && !isNested(shape.of)) {
    page.paragraph('Syntax:', STEP);
    page.block([listSyntax(shape.of)], STEP + STEP);
    return;
  }
  const shorthand = shorthandSyntax(shape);
  if (shorthand === undefined) return;
  page.paragraph('Shorthand Syntax:', STEP);
  page.block([shorthand], STEP + STEP);
  page.paragraph('JSON Syntax:', STEP);
  page.block(jsonSyntax(shape), STEP + STEP);
}

function isNested(shape: Shape): boolean {
  return shape.type === 'structure' || shape.type === 'map' || shape.type === 'list';
}

export function writeGlobalOptions(page: Page): void {
  page.section('GLOBAL OPTIONS');
  for (const { choices, name, text, type } of globalOptionTexts) {
    page.entry(`--${name} (${type})`);
    page.under(text, STEP);
    if (choices !== undefined) page.bullets(choices, STEP);
  }
}

function writeExamples(page: Page, operation: OperationContract): void {
  const known = examples[`${groupOf(operation)}.${operation.name}`];
  if (known === undefined) return;
  page.section('EXAMPLES');
  page.paragraph(
    'NOTE: The examples need a running server ("musterd up"), and quote as Unix shells do. Other shells may need other quotes.',
  );
  for (const { command, further, output, text, title } of known) {
    page.entry(title);
    page.paragraph(text);
    page.block(command, STEP);
    if (output === undefined) page.paragraph('This command produces no output.');
    else {
      page.paragraph('Output:');
      page.block(output, STEP);
    }
    if (further !== undefined) page.paragraph(further);
  }
}
