-- What a session of a role may do at most, whatever its role may; only keys of sessions have one.

ALTER TABLE access_key ADD COLUMN session_policy text;
