import { contentProblem, packageVersionArn } from '../../domain/package-version.ts';
import { lockPackage } from '../../store/package/package.ts';
import { insertPackageVersion } from '../../store/package/package-version.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';
import { invalidPackageRequest, packageConflict, packageNotFound } from './refusals.ts';
import { checkTagMap } from './tags.ts';

/** Creates a version as a draft. An unknown package is a ValidationException: the operation models no 404. */
export const createPackageVersion: Handler<'CreatePackageVersion'> = async (context, input) => {
  const { artifact, attributes, description, packageName, recipe, versionName } = input;
  const problem = contentProblem({ attributes: attributes ?? null, recipe: recipe ?? null });
  if (problem !== undefined) throw invalidPackageRequest(problem);
  const tags = checkTagMap(context, input.tags);
  const arn = packageVersionArn(context.settings.account, input);
  return onceForToken(context, 'CreatePackageVersion', input, async (transaction) => {
    const now = context.clock.now();
    if ((await lockPackage(transaction, packageName)) === undefined) {
      throw invalidPackageRequest(packageNotFound(packageName).message);
    }
    const version = {
      packageName,
      versionName,
      status: 'DRAFT' as const,
      description: description ?? null,
      attributes: attributes ?? null,
      artifact: artifact ?? null,
      recipe: recipe ?? null,
      createdAt: now,
      modifiedAt: now,
    };
    if (!(await insertPackageVersion(transaction, version))) {
      throw packageConflict(`Package ${packageName} already has a version ${versionName}.`, versionName);
    }
    await putTags(transaction, arn, tags);
    return {
      packageVersionArn: arn,
      packageName,
      versionName,
      status: version.status,
      ...(description === undefined ? {} : { description }),
      ...(attributes === undefined ? {} : { attributes }),
    };
  });
};
