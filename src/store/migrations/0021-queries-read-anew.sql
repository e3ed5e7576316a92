-- Queries are read more strictly than before, so the members of all dynamic groups are looked for once more.
UPDATE thing_group SET backfill_among = 'things', backfill_after = '',
  status = CASE status WHEN 'BUILDING' THEN 'BUILDING' ELSE 'REBUILDING' END
WHERE query_string IS NOT NULL;
