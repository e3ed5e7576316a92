import { findJobDocument } from '../../store/job/job.ts';
import type { Handler } from '../context.ts';
import { jobNotFound } from './find.ts';

/**
 * The document byte for byte as it was sent, with its parameters replaced or as it was before
 * (docs/service/jobs.md#getting-the-document).
 */
export const getJobDocument: Handler<'GetJobDocument'> = async ({ database }, { beforeSubstitution, jobId }) => {
  const found = await findJobDocument(database, jobId);
  if (found === undefined) throw jobNotFound(jobId);
  return { document: (beforeSubstitution && found.documentBeforeSubstitution) || found.document };
};
