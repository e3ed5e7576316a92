/** The number of a policy version as a caller writes it: decimal digits, without leading zeros. */
const VERSION_ID = /^[1-9][0-9]{0,14}$/;

/** The number; undefined if no version can have it. */
export function parseVersionId(policyVersionId: string): number | undefined {
  return VERSION_ID.test(policyVersionId) ? Number(policyVersionId) : undefined;
}
