-- Announcements become a log with a cursor for each reader. Their numbers are not the order of their commits: a reader goes by
-- the transaction first, and only as far as no transaction is under way that is older.
ALTER TABLE announcement ADD COLUMN transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id();
ALTER TABLE announcement DROP CONSTRAINT announcement_pkey;
ALTER TABLE announcement ADD PRIMARY KEY (transaction_id, announcement_id);

-- How far each reader has come. What all of them have passed is deleted.
CREATE TABLE announcement_reader (
  reader_name text COLLATE "C" PRIMARY KEY,
  transaction_id xid8 NOT NULL,
  announcement_id bigint NOT NULL
);
INSERT INTO announcement_reader (reader_name, transaction_id, announcement_id) VALUES ('devices', '0', 0);
