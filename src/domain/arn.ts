/**
 * ARNs of the one account and Region that a server has (docs/service/jobs.md#arns,
 * docs/service/registry.md#arns-and-ids).
 */

export interface Account {
  readonly partition: string;
  readonly region: string;
  /** Twelve digits. */
  readonly accountId: string;
}

/** The ARN of a resource: `resource` is its last part, for example `thing/sensor-1`. */
export function arn(account: Account, resource: string): string {
  return `arn:${account.partition}:iot:${account.region}:${account.accountId}:${resource}`;
}

export const thingArn = (account: Account, thingName: string) => arn(account, `thing/${thingName}`);
export const thingGroupArn = (account: Account, thingGroupName: string) => arn(account, `thinggroup/${thingGroupName}`);
export const thingTypeArn = (account: Account, thingTypeName: string) => arn(account, `thingtype/${thingTypeName}`);
export const billingGroupArn = (account: Account, billingGroupName: string) =>
  arn(account, `billinggroup/${billingGroupName}`);
export const jobArn = (account: Account, jobId: string) => arn(account, `job/${jobId}`);
export const policyArn = (account: Account, policyName: string) => arn(account, `policy/${policyName}`);
export const caCertificateArn = (account: Account, certificateId: string) => arn(account, `cacert/${certificateId}`);
export const certificateArn = (account: Account, certificateId: string) => arn(account, `cert/${certificateId}`);

export interface ParsedArn {
  /** `thing`, `thinggroup`, `job`, `cert` ... */
  readonly type: string;
  /** What follows the first slash. */
  readonly name: string;
}

/**
 * Splits an ARN of this account into its parts; undefined if it is malformed or belongs to another partition, service,
 * Region or account. Names may contain colons, so only the first five are separators.
 */
export function parseArn(account: Account, text: string): ParsedArn | undefined {
  const prefix = arn(account, '');
  if (!text.startsWith(prefix)) return undefined;
  const resource = text.slice(prefix.length);
  const slash = resource.indexOf('/');
  if (slash <= 0 || slash === resource.length - 1) return undefined;
  return { type: resource.slice(0, slash), name: resource.slice(slash + 1) };
}
