-- What jobs target. All times are milliseconds since the epoch, from the server's clock. Names compare bytewise, so that
-- pages and prefixes work alike whatever locale the database has.

CREATE TABLE thing_type (
  thing_type_name text COLLATE "C" PRIMARY KEY,
  thing_type_id uuid NOT NULL,
  description text,
  searchable_attributes json,
  mqtt5_configuration json,
  created_at bigint NOT NULL,
  deprecated_at bigint
);

CREATE TABLE billing_group (
  billing_group_name text COLLATE "C" PRIMARY KEY,
  billing_group_id uuid NOT NULL UNIQUE,
  description text,
  version bigint NOT NULL,
  created_at bigint NOT NULL
);

CREATE TABLE thing (
  thing_name text COLLATE "C" PRIMARY KEY,
  thing_id uuid NOT NULL,
  thing_type_name text COLLATE "C",
  -- May name a billing group that is gone: deleting one touches no thing, and its id never comes back.
  billing_group_id uuid,
  attributes jsonb NOT NULL,
  version bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX thing_by_type ON thing (thing_type_name, thing_name) WHERE thing_type_name IS NOT NULL;
CREATE INDEX thing_by_billing_group ON thing (billing_group_id, thing_name) WHERE billing_group_id IS NOT NULL;

-- The attributes of things once more, to find things by them in order and page by page.
CREATE TABLE thing_attribute (
  attribute_name text COLLATE "C" NOT NULL,
  attribute_value text COLLATE "C" NOT NULL,
  thing_name text COLLATE "C" NOT NULL,
  PRIMARY KEY (attribute_name, attribute_value, thing_name)
);

CREATE TABLE thing_group (
  thing_group_name text COLLATE "C" PRIMARY KEY,
  thing_group_id uuid NOT NULL UNIQUE,
  parent_group_name text COLLATE "C",
  -- The names from the root to the group itself, each followed by '/'. A group never moves and a parent outlives its
  -- children, so this never changes: ancestors are its parts, the group and its descendants are one range of the index.
  path text COLLATE "C" NOT NULL UNIQUE,
  description text,
  attributes jsonb NOT NULL,
  -- Of dynamic groups only.
  index_name text,
  query_string text,
  query_version text,
  status text,
  version bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX thing_group_by_parent ON thing_group (parent_group_name, thing_group_name);

-- Keyed by the group's id, not its name: deleting a group is one row, a new group of the same name starts empty, and
-- the engine clears the members of a group that is gone in chunks.
CREATE TABLE thing_group_member (
  thing_group_id uuid NOT NULL,
  thing_name text COLLATE "C" NOT NULL,
  joined_at bigint NOT NULL,
  PRIMARY KEY (thing_group_id, thing_name)
);
CREATE INDEX thing_group_member_by_thing ON thing_group_member (thing_name);

-- Groups that are gone and whose members have not been cleared yet.
CREATE TABLE deleted_thing_group (
  thing_group_id uuid PRIMARY KEY,
  deleted_at bigint NOT NULL
);

-- Members that left a group while a rollout to it was under way: a snapshot job reaches who was a member at its creation.
CREATE TABLE thing_group_leaver (
  thing_group_id uuid NOT NULL,
  thing_name text COLLATE "C" NOT NULL,
  joined_at bigint NOT NULL,
  left_at bigint NOT NULL,
  PRIMARY KEY (thing_group_id, thing_name, left_at)
);

-- Joins and leaves that a continuous job has to follow: one row for each job that targets the group or an ancestor.
CREATE TABLE membership_change (
  membership_change_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_number bigint NOT NULL,
  thing_group_id uuid NOT NULL,
  -- NULL for all members of a group that is gone.
  thing_name text COLLATE "C",
  joined boolean NOT NULL,
  changed_at bigint NOT NULL
);
CREATE INDEX membership_change_by_job ON membership_change (job_number, membership_change_id);
CREATE INDEX membership_change_of_thing ON membership_change (thing_name, job_number) WHERE thing_name IS NOT NULL;
CREATE INDEX membership_change_of_whole_group ON membership_change (thing_group_id) WHERE thing_name IS NULL;

CREATE TABLE tag (
  resource_arn text NOT NULL,
  tag_key text NOT NULL,
  tag_value text NOT NULL,
  PRIMARY KEY (resource_arn, tag_key)
);

CREATE TABLE event_configuration (
  event_type text PRIMARY KEY,
  enabled boolean NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL
);
