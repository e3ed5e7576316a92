-- The member of a deleted group up to which the index was told, which does not wait for rollouts as the clearing does;
-- NULL when it knows all.
ALTER TABLE deleted_thing_group ADD COLUMN indexed_to text COLLATE "C" DEFAULT '';
