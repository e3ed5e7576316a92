-- Messages of QoS 1 that sessions are owed: not sent yet, or not acknowledged.
CREATE TABLE mqtt_message (
  client_id text COLLATE "C" NOT NULL,
  position bigint NOT NULL,
  topic text NOT NULL,
  payload bytea NOT NULL,
  retain boolean NOT NULL,
  properties bytea,
  expires_at bigint,
  PRIMARY KEY (client_id, position)
);
