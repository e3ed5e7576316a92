import { certificateArn } from '../../domain/arn.ts';
import { listCertificatesOfAuthority } from '../../store/certificate/certificate.ts';
import type { Handler } from '../context.ts';
import { cutPage, pageOf } from '../page.ts';

/** Of an authority that is not registered there is nothing to list. */
export const listCertificatesByCA: Handler<'ListCertificatesByCA'> = async (context, input) => {
  const { ascendingOrder, caCertificateId, marker: nextToken, pageSize: maxResults } = input;
  const order = ascendingOrder === true ? 'oldest first' : 'newest first';
  const filter = { order, caCertificateId };
  const page = pageOf('ListCertificatesByCA', { maxResults, nextToken }, filter, ['number', 'string']);
  const rows = await listCertificatesOfAuthority(context.database, caCertificateId, order, page.after, page.limit + 1);
  const cut = cutPage(page, rows, (row) => [row.createdAt, row.certificateId]);
  return {
    certificates: cut.items.map((row) => ({
      certificateArn: certificateArn(context.settings.account, row.certificateId),
      certificateId: row.certificateId,
      status: row.status,
      certificateMode: row.certificateMode,
      creationDate: row.createdAt,
    })),
    nextMarker: cut.nextToken,
  };
};
