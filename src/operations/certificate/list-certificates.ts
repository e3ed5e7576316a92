import { certificateArn } from '../../domain/arn.ts';
import { listCertificates as list } from '../../store/certificate/certificate.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

export const listCertificates: Handler<'ListCertificates'> = async (context, input) => {
  const order = input.ascendingOrder === true ? 'oldest first' : 'newest first';
  const page = pageOf('ListCertificates', { maxResults: input.pageSize, nextToken: input.marker }, { order }, [
    'number',
    'string',
  ]);
  const rows = await list(context.database, order, page.after, page.limit + 1);
  const { items, nextToken } = cutPage(page, rows, (row) => [row.createdAt, row.certificateId]);
  return {
    certificates: items.map((row) => ({
      certificateArn: certificateArn(context.settings.account, row.certificateId),
      certificateId: row.certificateId,
      status: row.status,
      certificateMode: row.certificateMode,
      creationDate: row.createdAt,
    })),
    nextMarker: nextToken,
  };
};
