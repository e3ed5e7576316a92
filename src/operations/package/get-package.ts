import { packageArn } from '../../domain/package-version.ts';
import { packageByName } from '../../store/package/package.ts';
import type { Handler } from '../context.ts';
import { packageNotFound } from './refusals.ts';

export const getPackage: Handler<'GetPackage'> = async ({ database, settings }, { packageName }) => {
  const found = await packageByName(database, packageName);
  if (found === undefined) throw packageNotFound(packageName);
  return {
    packageName,
    packageArn: packageArn(settings.account, packageName),
    description: found.description ?? undefined,
    defaultVersionName: found.defaultVersionName ?? undefined,
    creationDate: found.createdAt,
    lastModifiedDate: found.modifiedAt,
  };
};
