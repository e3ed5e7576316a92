import { SESSION_POLICY_CHARACTERS } from '../../../access/operators/operator-directory.ts';
import type { OperatorName } from '../../../domain/operator.ts';
import { parsePolicyDocument } from '../../../domain/policy-language/policy-document.ts';
import { countAccessKeys } from '../../../store/operator/access-key.ts';
import { lockOperator } from '../../../store/operator/operator.ts';
import { addKey, tooMany } from '../../operator/access-keys.ts';
import { newAccessKeyId, newSessionToken, sessionTokenHash } from '../../operator/credentials.ts';
import { operatorNotFound } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

const SESSIONS = 1_000;
const SESSION_SECONDS = 3_600;

/**
 * Temporary credentials of a role; an hour if nothing else is said. ResourceNotFoundException for an unknown role,
 * MalformedPolicyException for a session policy that is none.
 */
export const createSession: ExtensionHandler<'CreateSession'> = async (context, input) => {
  const role: OperatorName = { kind: 'role', name: input.roleName };
  const now = context.wallClock.now();
  const sessionToken = newSessionToken();
  if (input.sessionPolicy !== undefined) parsePolicyDocument(input.sessionPolicy, SESSION_POLICY_CHARACTERS);
  const expiresAt = now + (input.durationSeconds ?? SESSION_SECONDS) * 1_000;
  return context.database.transaction(async (transaction) => {
    if (!(await lockOperator(transaction, role))) throw operatorNotFound(role);
    const { active } = await countAccessKeys(transaction, role, now);
    if (active >= SESSIONS) throw tooMany(`The role ${role.name} has ${SESSIONS} sessions that have not ended.`);
    const made = await addKey(transaction, context, role, {
      accessKeyId: newAccessKeyId('ASIA'),
      expiresAt,
      sessionName: input.sessionName ?? `session-${now}`,
      sessionTokenHash: sessionTokenHash(sessionToken),
      sessionPolicy: input.sessionPolicy ?? null,
    });
    return { ...made, sessionToken, expiresAt };
  });
};
