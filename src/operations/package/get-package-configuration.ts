import { findPackageConfiguration } from '../../store/package/package.ts';
import type { Handler } from '../context.ts';

/** Off unless it was switched on. There are no shadows here, so nothing is written either way (`jobs.md` 12.3). */
export const getPackageConfiguration: Handler<'GetPackageConfiguration'> = async ({ database }) => ({
  versionUpdateByJobsConfig: { enabled: false, ...(await findPackageConfiguration(database)) },
});
