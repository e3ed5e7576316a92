-- What jobs target. All times are milliseconds since the epoch, from the server's clock.

CREATE TABLE thing_type (
  thing_type_name text PRIMARY KEY,
  thing_type_id uuid NOT NULL,
  description text,
  searchable_attributes json,
  mqtt5_configuration json,
  created_at bigint NOT NULL,
  deprecated_at bigint
);

CREATE TABLE billing_group (
  billing_group_name text PRIMARY KEY,
  billing_group_id uuid NOT NULL,
  description text,
  version bigint NOT NULL,
  created_at bigint NOT NULL
);

CREATE TABLE thing (
  thing_name text PRIMARY KEY,
  thing_id uuid NOT NULL,
  thing_type_name text,
  billing_group_name text,
  attributes jsonb NOT NULL,
  version bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX thing_by_type ON thing (thing_type_name, thing_name) WHERE thing_type_name IS NOT NULL;
CREATE INDEX thing_by_billing_group ON thing (billing_group_name, thing_name) WHERE billing_group_name IS NOT NULL;

CREATE TABLE thing_group (
  thing_group_name text PRIMARY KEY,
  thing_group_id uuid NOT NULL UNIQUE,
  parent_group_name text,
  description text,
  attributes jsonb,
  version bigint NOT NULL,
  created_at bigint NOT NULL
);
CREATE INDEX thing_group_by_parent ON thing_group (parent_group_name, thing_group_name);

-- Keyed by the group's id, not its name: deleting a group is one row, a new group of the same name starts empty, and
-- the engine clears the members of a group that is gone in chunks.
CREATE TABLE thing_group_member (
  thing_group_id uuid NOT NULL,
  thing_name text NOT NULL,
  joined_at bigint NOT NULL,
  PRIMARY KEY (thing_group_id, thing_name)
);
CREATE INDEX thing_group_member_by_thing ON thing_group_member (thing_name);

-- Members that left a group while a rollout to it was under way: a snapshot job reaches who was a member at its creation.
CREATE TABLE thing_group_leaver (
  thing_group_id uuid NOT NULL,
  thing_name text NOT NULL,
  joined_at bigint NOT NULL,
  left_at bigint NOT NULL,
  PRIMARY KEY (thing_group_id, thing_name, left_at)
);

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
