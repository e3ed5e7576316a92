-- Who pays for what a session holds: the identity whose client connected last; empty for sessions of before.
ALTER TABLE mqtt_session ADD COLUMN owner text NOT NULL DEFAULT '';
