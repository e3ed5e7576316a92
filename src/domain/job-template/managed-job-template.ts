/**
 * The templates that come with the server: their parameters, and what jobs must give for them
 * (docs/service/jobs.md#creating-a-job, and 6.5).
 */
import type { Account } from '../arn.ts';
import { replacePlaceholders } from '../job/placeholder.ts';

export interface DocumentParameter {
  readonly key: string;
  readonly description: string;
  /** A pattern that the whole value must match. */
  readonly regex: string;
  readonly example: string;
  readonly optional: boolean;
}

export interface ManagedJobTemplate {
  readonly templateName: string;
  readonly templateVersion: string;
  readonly description: string;
  readonly environments: readonly string[];
  readonly documentParameters: readonly DocumentParameter[];
  readonly document: string;
}

/** The ARN of a managed template: it belongs to no account. */
export function managedTemplateArn(
  { partition, region }: Account,
  { templateName, templateVersion }: Pick<ManagedJobTemplate, 'templateName' | 'templateVersion'>,
): string {
  return `arn:${partition}:iot:${region}::jobtemplate/${templateName}:${templateVersion}`;
}

/** True if an ARN has the form of a managed template's, whether or not that template exists. */
export function isManagedTemplateArn(jobTemplateArn: string): boolean {
  return /^arn:[^:]*:iot:[^:]*::jobtemplate\//.test(jobTemplateArn);
}

export type ParameterValues = Readonly<Record<string, string>>;

/** What is wrong with the parameters of a job of this template, for the caller to read; undefined if nothing is. */
export function parametersProblem(
  { documentParameters, templateName }: ManagedJobTemplate,
  values: ParameterValues,
): string | undefined {
  const known = new Map(documentParameters.map((parameter) => [parameter.key, parameter]));
  for (const [key, value] of Object.entries(values)) {
    const parameter = known.get(key);
    if (parameter === undefined) return `The template ${templateName} has no document parameter ${key}.`;
    if (!new RegExp(`^(?:${parameter.regex})$`, 'u').test(value)) {
      return `The document parameter ${key} must match ${parameter.regex}, for example ${parameter.example}.`;
    }
  }
  const missing = documentParameters.filter(({ key, optional }) => !optional && values[key] === undefined);
  if (missing.length === 0) return undefined;
  return `The template ${templateName} needs the document parameters ${missing.map(({ key }) => key).join(', ')}.`;
}

/** The document with the parameters filled in; an optional parameter without a value becomes empty. */
export function withParameters({ document }: ManagedJobTemplate, values: ParameterValues): string {
  return replacePlaceholders(document, (placeholder) =>
    placeholder.kind === 'parameter' ? { text: values[placeholder.key] ?? '' } : undefined,
  );
}
