/** What the members of operations under `/x/` mean, where it is not what they mean in operations of AWS. */

const instant = 'An instant in ISO 8601, for example 2030-01-31T12:00:00Z.';
const policyName = 'The name of a policy for users and roles; not one of a device policy.';

/** By the name of the member, or of its operation and the member. */
export const extensionMembers: Readonly<Record<string, string | undefined>> = {
  accessKeyId: 'The id of an access key, for example AKIA and 16 letters and digits.',
  action: 'The action, for example iot:CreateJob or musterd:CreateUser.',
  'AdvanceClock.seconds': 'By how many seconds the clock is moved; fractions are allowed. Give this or until.',
  'AdvanceClock.until': `To which instant the clock is moved. ${instant} Give this or seconds.`,
  clientId: "The client id that the device connects with; the thing's name if you give none.",
  context: 'Values of condition keys, by key; a key that is not given is missing, as it may be in a request.',
  decision: 'Only what was allowed, or only what was denied.',
  durationSeconds: 'How long the credentials work, in seconds; an hour if you give nothing.',
  graceSeconds: 'How many seconds the old key goes on to work; it ends at once if you give nothing.',
  policyDocument: 'The policy as JSON, in the language of policies for operators.',
  policyName,
  principal: 'Who did it: the ARN of a user, a session of a role, or the certificate of a device.',
  resource: 'The ARN of the resource, whole.',
  roleName: 'The name of the role.',
  sessionName: 'What the session is called in the audit log.',
  sessionPolicy: 'A policy as JSON: the session may do what both this and the policies of its role allow.',
  since: `Only what happened from then on. ${instant}`,
  'UpdateAccessKey.status': 'Active switches the key on, Inactive switches it off.',
  until: `Only what happened before then. ${instant}`,
  userName: 'The name of the user.',
};
