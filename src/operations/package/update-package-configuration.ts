import { findPackageConfiguration, savePackageConfiguration } from '../../store/package/package.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';

/** Changes the members that are given. */
export const updatePackageConfiguration: Handler<'UpdatePackageConfiguration'> = async (context, input) => {
  const { enabled, roleArn } = input.versionUpdateByJobsConfig ?? {};
  return onceForToken(context, 'UpdatePackageConfiguration', input, async (transaction) => {
    await savePackageConfiguration(transaction, {
      ...(await findPackageConfiguration(transaction)),
      ...(enabled === undefined ? {} : { enabled }),
      ...(roleArn === undefined ? {} : { roleArn }),
    });
    return {};
  });
};
