import { contentProblem, type PackageVersionContent, updatedPackageVersion } from '../../domain/package-version.ts';
import { lockPackageVersion, savePackageVersion } from '../../store/package/package-version.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';
import { invalidPackageRequest, packageVersionNotFound } from './refusals.ts';

/** Changes what is given and does the action, as far as the state of the version allows. */
export const updatePackageVersion: Handler<'UpdatePackageVersion'> = async (context, input) => {
  const { artifact, attributes, description, recipe } = input;
  const given: Partial<PackageVersionContent> = {
    ...(description === undefined ? {} : { description }),
    ...(attributes === undefined ? {} : { attributes }),
    ...(artifact === undefined ? {} : { artifact }),
    ...(recipe === undefined ? {} : { recipe }),
  };
  const problem = contentProblem(given);
  if (problem !== undefined) throw invalidPackageRequest(problem);
  return onceForToken(context, 'UpdatePackageVersion', input, async (transaction) => {
    const found = await lockPackageVersion(transaction, input);
    if (found === undefined) throw packageVersionNotFound(input);
    await savePackageVersion(transaction, updatedPackageVersion(found, given, input.action, context.clock.now()));
    return {};
  });
};
