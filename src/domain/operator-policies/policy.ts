/** A ready-made policy for operators. */
export interface ManagedPolicy {
  readonly policyName: string;
  readonly description: string;
  readonly policyDocument: string;
}

/** A policy document with one statement that allows these actions on everything. */
export function allowing(actions: readonly string[]): string {
  return JSON.stringify({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: actions, Resource: '*' }],
  });
}
