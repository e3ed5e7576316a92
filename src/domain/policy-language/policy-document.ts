/**
 * Parses policy documents for evaluation and refuses malformed ones (docs/service/identity.md#what-a-document-may-be).
 */
import { ServiceError } from '../../contract/errors.ts';

export interface PolicyDocument {
  readonly statements: readonly PolicyStatement[];
}

export interface PolicyStatement {
  readonly sid?: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly action: PatternSet;
  readonly resource: PatternSet;
  /** All conditions must hold. */
  readonly conditions: readonly PolicyCondition[];
}

/** The patterns of `Action` or `Resource`; negated for `NotAction` and `NotResource`. */
export interface PatternSet {
  readonly negated: boolean;
  readonly patterns: readonly string[];
}

export interface PolicyCondition {
  readonly quantifier?: 'ForAllValues' | 'ForAnyValue' | undefined;
  /** The operator without `IfExists`. */
  readonly operator: string;
  readonly ifExists: boolean;
  readonly key: string;
  /** One of the values must match. */
  readonly values: readonly string[];
}

type JsonObject = Readonly<Record<string, unknown>>;

const VERSIONS: readonly unknown[] = ['2012-10-17', '2008-10-17'];
const DOCUMENT_MEMBERS: readonly string[] = ['Version', 'Id', 'Statement'];
const STATEMENT_MEMBERS: readonly string[] = [
  'Sid',
  'Effect',
  'Action',
  'NotAction',
  'Resource',
  'NotResource',
  'Condition',
];
const OPERATOR =
  /^(?:(ForAllValues|ForAnyValue):)?(String(?:Not)?Equals(?:IgnoreCase)?|String(?:Not)?Like|Numeric(?:Not)?Equals|NumericLessThan(?:Equals)?|NumericGreaterThan(?:Equals)?|Date(?:Not)?Equals|DateLessThan(?:Equals)?|DateGreaterThan(?:Equals)?|Bool|(?:Not)?IpAddress|Arn(?:Not)?(?:Equals|Like)|Null)(IfExists)?$/;

/**
 * Parses a document. Throws MalformedPolicyException if it is longer than `maximumCharacters`, not counting white
 * space, or is not a policy. Unknown members and condition operators are refused too: ignoring them would grant more
 * than was written.
 */
export function parsePolicyDocument(text: string, maximumCharacters: number): PolicyDocument {
  if (text.replace(/\s+/g, '').length > maximumCharacters) {
    throw malformed(`it has more than ${maximumCharacters} characters, whitespace not counted`);
  }
  const document = parseJson(text);
  if (!isObject(document)) throw malformed('it is not a JSON object');
  if ('Principal' in document) throw malformed('a device policy must not have a Principal');
  refuseUnknownMembers(document, DOCUMENT_MEMBERS, 'the document');
  if (document['Version'] !== undefined && !VERSIONS.includes(document['Version'])) {
    throw malformed('its Version must be 2012-10-17 or 2008-10-17');
  }
  if (document['Id'] !== undefined && typeof document['Id'] !== 'string') throw malformed('its Id must be a string');
  const statements = asList(document['Statement']);
  if (statements.length === 0) throw malformed('it has no Statement');
  return { statements: statements.map(parseStatement) };
}

function parseStatement(statement: unknown): PolicyStatement {
  if (!isObject(statement)) throw malformed('a Statement must be an object');
  if ('Principal' in statement || 'NotPrincipal' in statement) {
    throw malformed('a device policy must not have a Principal');
  }
  refuseUnknownMembers(statement, STATEMENT_MEMBERS, 'a Statement');
  const sid = statement['Sid'];
  if (sid !== undefined && typeof sid !== 'string') throw malformed('a Sid must be a string');
  const effect = statement['Effect'];
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('each Statement needs an Effect of Allow or Deny');
  return {
    sid,
    effect,
    action: parsePatternSet(statement, 'Action'),
    resource: parsePatternSet(statement, 'Resource'),
    conditions: parseConditions(statement['Condition']),
  };
}

function parsePatternSet(statement: JsonObject, member: 'Action' | 'Resource'): PatternSet {
  const positive = statement[member];
  const negative = statement[`Not${member}`];
  if ((positive === undefined) === (negative === undefined)) {
    throw malformed(`each Statement needs either ${member} or Not${member}`);
  }
  const patterns = asList(positive ?? negative);
  if (patterns.length === 0 || !patterns.every(isFilledString)) {
    throw malformed(`${member} must be a string or a list of strings`);
  }
  return { negated: positive === undefined, patterns };
}

function parseConditions(condition: unknown): readonly PolicyCondition[] {
  if (condition === undefined) return [];
  if (!isObject(condition)) throw malformed('a Condition must be an object');
  return Object.entries(condition).flatMap(([name, keys]) => {
    const [, quantifier, operator, ifExists] = OPERATOR.exec(name) ?? [];
    if (operator === undefined) throw malformed(`the condition operator ${name} is unknown`);
    if (!isObject(keys)) throw malformed(`the condition operator ${name} needs an object of keys and values`);
    return Object.entries(keys).map(([key, values]) => ({
      quantifier: quantifier === 'ForAllValues' || quantifier === 'ForAnyValue' ? quantifier : undefined,
      operator,
      ifExists: ifExists !== undefined,
      key,
      values: asList(values).map(conditionValue),
    }));
  });
}

function conditionValue(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw malformed('the value of a condition must be a string, a number, a boolean or a list of these');
}

function refuseUnknownMembers(object: JsonObject, known: readonly string[], where: string): void {
  const unknown = Object.keys(object).find((name) => !known.includes(name));
  if (unknown !== undefined) throw malformed(`${where} has an unknown member ${unknown}`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('it is not JSON');
  }
}

function asList(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function isFilledString(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(reason: string): ServiceError {
  return new ServiceError('MalformedPolicyException', `The policy document is malformed: ${reason}.`);
}
