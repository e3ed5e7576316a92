/** What a ready-made policy of operators is. */
export interface ManagedPolicy {
  readonly policyName: string;
  readonly description: string;
  readonly policyDocument: string;
}

/** A document with one statement that allows these actions everywhere. */
export function allowing(actions: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
}
