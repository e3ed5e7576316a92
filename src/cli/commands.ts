/** The commands of `musterd`, in the order of the help. */
import type { Command } from './command.ts';

export const commands: readonly Command[] = [
  {
    name: 'up',
    sentence: 'Start the server and run it until Ctrl-C',
    load: async () => (await import('./up.ts')).up,
  },
  {
    name: 'env',
    sentence: 'Print the export lines that point the AWS CLI and SDKs at a running server',
    load: async () => (await import('./env.ts')).env,
  },
  {
    name: 'policy test-device',
    sentence: 'Print what a device may do, and which statement of its policies says so',
    load: async () => (await import('./policy.ts')).policyTestDevice,
  },
  {
    name: 'clock now',
    sentence: 'Print what time it is for a running server',
    load: async () => (await import('./clock.ts')).clockNow,
  },
  {
    name: 'clock advance',
    sentence: 'Move the virtual clock of a running server, and wait until all that fell due is done',
    load: async () => (await import('./clock.ts')).clockAdvance,
  },
  {
    name: 'jobs ls',
    sentence: 'List the newest jobs and how far they are',
    load: async () => (await import('./jobs/ls.ts')).jobsLs,
  },
  {
    name: 'jobs watch',
    sentence: 'Show the live progress of a job until it is over',
    load: async () => (await import('./jobs/watch.ts')).jobsWatch,
  },
  {
    name: 'jobs wait',
    sentence: 'Wait until a job is completed, canceled or deleted',
    load: async () => (await import('./jobs/wait.ts')).jobsWait,
  },
  {
    name: 'jobs explain',
    sentence: 'Say why a device has not moved, with the facts that this is based on',
    load: async () => (await import('./jobs/explain/explain.ts')).jobsExplain,
  },
  {
    name: 'things ls',
    sentence: 'List things, with their connectivity where it is indexed',
    load: async () => (await import('./things/ls.ts')).thingsLs,
  },
  {
    name: 'device run',
    sentence: 'Run a reference device that lets a program of yours do the jobs',
    load: async () => (await import('./device/run.ts')).deviceRun,
  },
  {
    name: 'completion',
    sentence: 'Print a script that makes bash, zsh or fish complete the words of musterd',
    load: async () => (await import('./completion/completion.ts')).completion,
  },
  {
    name: 'audit',
    sentence: 'Print who did what: changes and refusals, the newest last',
    load: async () => (await import('./audit.ts')).audit,
  },
  {
    name: 'admin user create',
    sentence: 'Make a user, with a policy if you name one',
    load: async () => (await import('./admin/operators.ts')).userCreate,
  },
  {
    name: 'admin user list',
    sentence: 'List the users and their policies',
    load: async () => (await import('./admin/operators.ts')).userList,
  },
  {
    name: 'admin user delete',
    sentence: 'Delete a user with all keys',
    load: async () => (await import('./admin/operators.ts')).userDelete,
  },
  {
    name: 'admin role create',
    sentence: 'Make a role, for which temporary keys can be made',
    load: async () => (await import('./admin/operators.ts')).roleCreate,
  },
  {
    name: 'admin role list',
    sentence: 'List the roles and their policies',
    load: async () => (await import('./admin/operators.ts')).roleList,
  },
  {
    name: 'admin role delete',
    sentence: 'Delete a role with all keys of its sessions',
    load: async () => (await import('./admin/operators.ts')).roleDelete,
  },
  {
    name: 'admin key create',
    sentence: 'Make a key for a user, or a temporary one for a role, and show its secret, this once',
    load: async () => (await import('./admin/keys.ts')).keyCreate,
  },
  {
    name: 'admin key list',
    sentence: 'List the keys of a user and when they were used last',
    load: async () => (await import('./admin/keys.ts')).keyList,
  },
  {
    name: 'admin key rotate',
    sentence: 'Put a new key in the place of one, at once or with a time of grace',
    load: async () => (await import('./admin/keys.ts')).keyRotate,
  },
  {
    name: 'admin key disable',
    sentence: 'Switch a key off',
    load: async () => (await import('./admin/keys.ts')).keyDisable,
  },
  {
    name: 'admin key enable',
    sentence: 'Switch a key on again',
    load: async () => (await import('./admin/keys.ts')).keyEnable,
  },
  {
    name: 'admin key revoke',
    sentence: 'Delete a key, which stops to work at once',
    load: async () => (await import('./admin/keys.ts')).keyRevoke,
  },
  {
    name: 'admin policy list',
    sentence: 'List the policies for users and roles, ready-made ones first',
    load: async () => (await import('./admin/policies.ts')).policyList,
  },
  {
    name: 'admin policy show',
    sentence: 'Print the document of a policy',
    load: async () => (await import('./admin/policies.ts')).policyShow,
  },
  {
    name: 'admin policy put',
    sentence: 'Store a policy, or put another document in its place',
    load: async () => (await import('./admin/policies.ts')).policyPut,
  },
  {
    name: 'admin policy delete',
    sentence: 'Delete a policy that is attached to nobody',
    load: async () => (await import('./admin/policies.ts')).policyDelete,
  },
  {
    name: 'admin policy attach',
    sentence: 'Attach a policy to a user or a role',
    load: async () => (await import('./admin/policies.ts')).policyAttach,
  },
  {
    name: 'admin policy detach',
    sentence: 'Detach a policy from a user or a role',
    load: async () => (await import('./admin/policies.ts')).policyDetach,
  },
  {
    name: 'admin policy simulate',
    sentence: 'Tell whether a user or a role may do something, and which statement says so',
    load: async () => (await import('./admin/policies.ts')).policySimulate,
  },
  {
    name: 'admin ca list',
    sentence: 'List the certificate authorities by which clients trust the server',
    load: async () => (await import('./admin/authorities.ts')).caList,
  },
  {
    name: 'admin ca show',
    sentence: 'Print their certificates, for the trust stores of clients',
    load: async () => (await import('./admin/authorities.ts')).caShow,
  },
  {
    name: 'admin ca rotate',
    sentence: 'Let a new authority sign; clients that trust the present one go on to trust the server',
    load: async () => (await import('./admin/authorities.ts')).caRotate,
  },
  {
    name: 'admin ca retire',
    sentence: 'End the trust in all authorities but the one that signs',
    load: async () => (await import('./admin/authorities.ts')).caRetire,
  },
];
