import type { OperatorName } from '../../../domain/operator.ts';
import { lockOperator } from '../../../store/operator/operator.ts';
import { addPermanentKey } from '../../operator/access-keys.ts';
import { operatorNotFound } from '../../operator/operators.ts';
import type { ExtensionHandler } from '../context.ts';

/** ResourceNotFoundException for an unknown user, LimitExceededException for one who has two active keys. */
export const createAccessKey: ExtensionHandler<'CreateAccessKey'> = (context, { userName }) => {
  const user: OperatorName = { kind: 'user', name: userName };
  return context.database.transaction(async (transaction) => {
    if (!(await lockOperator(transaction, user))) throw operatorNotFound(user);
    return addPermanentKey(transaction, context, user);
  });
};
