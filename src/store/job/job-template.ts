/** Job templates: what a job can be made from. A template never changes; it is created and deleted. */
import type { JobTemplate } from '../../domain/job-template/job-template.ts';
import { jsonOrNull, type Queryable, statement } from '../database/database.ts';

const select = `SELECT job_template_id AS "jobTemplateId", description, document, document_source AS "documentSource",
    presigned_url_config AS "presignedUrlConfig", rollout_config AS "rolloutConfig", abort_config AS "abortConfig",
    timeout_config AS "timeoutConfig", retry_config AS "retryConfig", maintenance_windows AS "maintenanceWindows",
    destination_package_versions AS "destinationPackageVersions", created_at AS "createdAt"
  FROM job_template`;

const byId = statement('jobTemplate.byId', `${select} WHERE job_template_id = $1`);
const insert = statement(
  'jobTemplate.insert',
  `INSERT INTO job_template (job_template_id, description, document, document_source, presigned_url_config,
     rollout_config, abort_config, timeout_config, retry_config, maintenance_windows, destination_package_versions,
     created_at)
   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
   ON CONFLICT (job_template_id) DO NOTHING RETURNING 1`,
);
const remove = statement('jobTemplate.remove', 'DELETE FROM job_template WHERE job_template_id = $1 RETURNING 1');
const count = statement(
  'jobTemplate.count',
  'SELECT count(*) AS templates FROM (SELECT 1 FROM job_template LIMIT $1) found',
);
const list = statement(
  'jobTemplate.list',
  `SELECT job_template_id AS "jobTemplateId", description, created_at AS "createdAt"
     FROM job_template WHERE job_template_id > $1 ORDER BY job_template_id LIMIT $2`,
);

export async function findJobTemplate(queryable: Queryable, jobTemplateId: string): Promise<JobTemplate | undefined> {
  return (await queryable.query<JobTemplate>(byId, [jobTemplateId]))[0];
}

/** Stores a new template; false if the id is taken. */
export async function insertJobTemplate(transaction: Queryable, template: JobTemplate): Promise<boolean> {
  const rows = await transaction.query(insert, [
    template.jobTemplateId,
    template.description,
    template.document,
    template.documentSource,
    jsonOrNull(template.presignedUrlConfig),
    jsonOrNull(template.rolloutConfig),
    jsonOrNull(template.abortConfig),
    jsonOrNull(template.timeoutConfig),
    jsonOrNull(template.retryConfig),
    jsonOrNull(template.maintenanceWindows),
    jsonOrNull(template.destinationPackageVersions),
    template.createdAt,
  ]);
  return rows.length > 0;
}

/** False if there is none. */
export async function deleteJobTemplateRecord(transaction: Queryable, jobTemplateId: string): Promise<boolean> {
  return (await transaction.query(remove, [jobTemplateId])).length > 0;
}

/** How many templates there are, counted no further than `limit`. */
export async function countJobTemplates(transaction: Queryable, limit: number): Promise<number> {
  return (await transaction.query<{ templates: number }>(count, [limit]))[0]?.templates ?? 0;
}

/** Templates after an id, in order. */
export function listJobTemplateSummaries(queryable: Queryable, afterId: string, limit: number) {
  return queryable.query<Pick<JobTemplate, 'jobTemplateId' | 'description' | 'createdAt'>>(list, [afterId, limit]);
}
