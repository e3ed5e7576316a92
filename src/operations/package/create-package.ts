import { packageArn } from '../../domain/package-version.ts';
import { insertPackage } from '../../store/package/package.ts';
import { putTags } from '../../store/thing/tag.ts';
import type { Handler } from '../context.ts';
import { onceForToken } from './once-for-token.ts';
import { packageConflict } from './refusals.ts';
import { checkTagMap } from './tags.ts';

export const createPackage: Handler<'CreatePackage'> = async (context, input) => {
  const { description, packageName } = input;
  const tags = checkTagMap(context, input.tags);
  const arn = packageArn(context.settings.account, packageName);
  return onceForToken(context, 'CreatePackage', input, async (transaction) => {
    const createdAt = context.clock.now();
    if (!(await insertPackage(transaction, { packageName, description: description ?? null, createdAt }))) {
      throw packageConflict(`Package ${packageName} already exists.`, packageName);
    }
    await putTags(transaction, arn, tags);
    return { packageName, packageArn: arn, ...(description === undefined ? {} : { description }) };
  });
};
