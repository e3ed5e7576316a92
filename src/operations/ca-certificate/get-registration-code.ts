import { randomBytes } from 'node:crypto';
import { registrationCodeOr } from '../../store/certificate/ca-certificate.ts';
import type { Handler } from '../context.ts';

const CODE_BYTES = 32;

/** One code for the account, made when it is first asked for. */
export const getRegistrationCode: Handler<'GetRegistrationCode'> = async ({ database }) => ({
  registrationCode: await database.transaction((transaction) =>
    registrationCodeOr(transaction, randomBytes(CODE_BYTES).toString('hex')),
  ),
});
