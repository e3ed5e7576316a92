import { findPackageConfiguration } from '../../store/package/package.ts';
import type { Handler } from '../context.ts';

/**
 * Off unless it was switched on. There are no shadows here, so nothing is written either way
 * (docs/service/templates-and-packages.md#packages-and-their-versions).
 */
export const getPackageConfiguration: Handler<'GetPackageConfiguration'> = async ({ database }) => ({
  versionUpdateByJobsConfig: { enabled: false, ...(await findPackageConfiguration(database)) },
});
