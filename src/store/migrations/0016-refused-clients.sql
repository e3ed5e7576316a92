-- What clients are refused over MQTT is in the audit log as well: no request, but a client id and a reason.

ALTER TABLE audit ALTER COLUMN request_id DROP NOT NULL;
ALTER TABLE audit ADD COLUMN client_id text;
ALTER TABLE audit ADD COLUMN reason text;
