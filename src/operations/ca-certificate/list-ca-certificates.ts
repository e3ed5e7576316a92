import { caCertificateArn } from '../../domain/arn.ts';
import { listCaCertificates } from '../../store/certificate/ca-certificate.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

export const listCACertificates: Handler<'ListCACertificates'> = async (context, input) => {
  const { ascendingOrder, marker: nextToken, pageSize: maxResults, templateName } = input;
  const order = ascendingOrder === true ? 'oldest first' : 'newest first';
  const page = pageOf('ListCACertificates', { maxResults, nextToken }, { order, templateName }, ['number', 'string']);
  const rows = await listCaCertificates(context.database, order, page.after, page.limit + 1, templateName);
  const cut = cutPage(page, rows, (row) => [row.createdAt, row.certificateId]);
  return {
    certificates: cut.items.map(({ certificateId, createdAt, status }) => ({
      certificateArn: caCertificateArn(context.settings.account, certificateId),
      certificateId,
      status,
      creationDate: createdAt,
    })),
    nextMarker: cut.nextToken,
  };
};
