/**
 * `--cli-input-json` and `--cli-input-yaml`: the input of a command as one document
 * (docs/service/command-line.md#an-input-as-a-document).
 */
import { badParameter } from '../failure.ts';
import type { GivenValues } from '../option.ts';
import { pythonType } from '../python-text.ts';
import { isJsonObject, type Json, JsonError, parseJson } from './json.ts';
import { readParameter } from './parameter-file.ts';

type CliInput = Readonly<Record<string, unknown>> | undefined;

const documents = new WeakMap<GivenValues, Promise<CliInput>>();

/**
 * The members of the document; undefined if there is none. A failure is a bad parameter. It is read once for a command
 * line, however often it is asked for: standard input, for example, has it only once.
 */
export function readCliInput(given: GivenValues): Promise<CliInput> {
  const document = documents.get(given) ?? readDocument(given);
  documents.set(given, document);
  return document;
}

async function readDocument(given: GivenValues): Promise<CliInput> {
  const json = given.get('cli-input-json');
  const yaml = given.get('cli-input-yaml');
  if (json !== undefined && yaml !== undefined) {
    throw badParameter('Only one --cli-input- parameter may be specified.');
  }
  if (typeof json === 'string') return asMap('cli-input-json', parsedJson(textOf('cli-input-json', json)));
  if (typeof yaml !== 'string') return undefined;
  // Only few command lines need the YAML parser, which takes a while to load.
  const { parseYaml, YamlError } = await import('./yaml.ts');
  try {
    return asMap('cli-input-yaml', parseYaml(textOf('cli-input-yaml', yaml)));
  } catch (error) {
    if (!(error instanceof YamlError)) throw error;
    throw badParameter("Error parsing parameter 'cli-input-yaml': Invalid YAML received.");
  }
}

function textOf(option: string, value: string): string {
  const text = readParameter(`--${option}`, value);
  return typeof text === 'string' ? text : Buffer.from(text).toString('utf8');
}

function parsedJson(text: string): Json {
  try {
    return parseJson(text);
  } catch (error) {
    if (!(error instanceof JsonError)) throw error;
    throw badParameter("Error parsing parameter 'cli-input-json': Invalid JSON received.");
  }
}

function asMap(option: string, value: unknown): Readonly<Record<string, unknown>> {
  if (isJsonObject(value)) return value;
  throw badParameter(
    `Error parsing parameter '--${option}': Invalid type: expecting map, received ${pythonType(value)}`,
  );
}
