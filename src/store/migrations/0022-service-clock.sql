-- How far the time of this service has come, so that it does not go back over a restart of the server, when the machine's clock
-- was set back meanwhile.
CREATE TABLE service_clock (
  one boolean PRIMARY KEY DEFAULT true CHECK (one),
  present bigint NOT NULL
);
