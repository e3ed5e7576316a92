import { findJobDocument } from '../../store/job.ts';
import type { Handler } from '../context.ts';
import { jobNotFound } from './find.ts';

/** The document byte for byte as it was sent; nothing in it is substituted today, so before and after are the same. */
export const getJobDocument: Handler<'GetJobDocument'> = async ({ database }, { jobId }) => {
  const document = await findJobDocument(database, jobId);
  if (document === undefined) throw jobNotFound(jobId);
  return { document };
};
