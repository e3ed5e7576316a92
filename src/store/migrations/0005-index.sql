-- The fleet index: what is known of things once more, by the words that queries look for. Empty while it is off.

CREATE TABLE index_configuration (
  index_name text PRIMARY KEY,
  -- As the API shows it.
  configuration json NOT NULL,
  is_on boolean NOT NULL,
  indexes_connectivity boolean NOT NULL,
  -- NULL while it is off.
  status text,
  -- The thing up to which a build has come; NULL when none is under way.
  built_to text COLLATE "C",
  -- Grows with each change, so that those who remember something about a configuration notice that it is another.
  generation bigint NOT NULL
);
INSERT INTO index_configuration (index_name, configuration, is_on, indexes_connectivity, generation) VALUES
  ('AWS_Things', '{"thingIndexingMode":"OFF","thingConnectivityIndexingMode":"OFF"}', false, false, 0),
  ('AWS_ThingGroups', '{"thingGroupIndexingMode":"OFF"}', false, false, 0);

-- Things that changed and wait for the index and the dynamic groups to follow. Rows are only ever added and taken.
CREATE TABLE index_change (
  index_change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  thing_name text COLLATE "C" NOT NULL
);
-- Billing groups that are gone, and up to which of their things that has been followed.
CREATE TABLE index_change_of_billing_group (
  billing_group_id uuid PRIMARY KEY,
  after_thing_name text COLLATE "C" NOT NULL
);

-- What the index knows of a thing, as it is shown and checked. Only the engine writes it.
CREATE TABLE indexed_thing (
  thing_name text COLLATE "C" PRIMARY KEY,
  document json NOT NULL
);
-- The words of those documents, in lower case. A term without a field looks in the second index.
CREATE TABLE index_term (
  field text COLLATE "C" NOT NULL,
  word text COLLATE "C" NOT NULL,
  thing_name text COLLATE "C" NOT NULL,
  PRIMARY KEY (field, word, thing_name)
);
CREATE INDEX index_term_by_word ON index_term (word, thing_name);
-- Those words once more that are numbers. In a table of its own, so that there is one way only to read a range of them.
CREATE TABLE index_number (
  field text COLLATE "C" NOT NULL,
  number double precision NOT NULL,
  thing_name text COLLATE "C" NOT NULL,
  PRIMARY KEY (field, number, thing_name)
);

-- Whether devices are connected, kept while that is indexed.
CREATE TABLE thing_connectivity (
  thing_name text COLLATE "C" PRIMARY KEY,
  connected boolean NOT NULL,
  changed_at bigint NOT NULL,
  disconnect_reason text,
  -- The run of the server that saw it: a connection of an earlier run is none any more.
  server_run uuid NOT NULL
) WITH (fillfactor = 85);
CREATE INDEX thing_connectivity_connected ON thing_connectivity (thing_name) WHERE connected;

-- How far all things have been looked at for a new query: first among those that it may find, then among the members.
ALTER TABLE thing_group ADD COLUMN backfill_among text, ADD COLUMN backfill_after text COLLATE "C";
CREATE INDEX thing_group_dynamic ON thing_group (created_at, thing_group_name) WHERE query_string IS NOT NULL;

INSERT INTO quota_lock (quota) VALUES ('dynamic thing groups');
