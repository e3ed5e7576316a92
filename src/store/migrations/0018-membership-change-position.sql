-- Up to which member a job has followed the end of a group, which may have had very many.
ALTER TABLE membership_change ADD COLUMN after_thing_name text COLLATE "C" NOT NULL DEFAULT '';
