-- Sessions of MQTT clients that outlive their connections. They are written when they change, and read when the server
-- starts.
CREATE TABLE mqtt_session (
  client_id text COLLATE "C" PRIMARY KEY,
  expiry_seconds bigint NOT NULL,
  -- NULL while the client is connected.
  expires_at bigint,
  -- [[filter, qos, noLocal, retainAsPublished], ...]
  subscriptions json NOT NULL
);
