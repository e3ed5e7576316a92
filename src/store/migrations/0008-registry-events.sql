-- A group that is gone is still named where its members are told that they left. Those from before have no name, and
-- their members leave without a word.
ALTER TABLE deleted_thing_group ADD COLUMN thing_group_name text COLLATE "C";
