-- Where job documents come from: templates, software packages and their versions. Names compare bytewise.

-- The text before its parameters were replaced; NULL where nothing was.
ALTER TABLE job ADD COLUMN document_before_substitution text;

CREATE TABLE job_template (
  job_template_id text COLLATE "C" PRIMARY KEY,
  description text NOT NULL,
  -- The text as it was sent, byte for byte; what stands in it for packages is replaced when a job is created.
  document text NOT NULL,
  document_source text,
  presigned_url_config json,
  rollout_config json,
  abort_config json,
  timeout_config json,
  retry_config json,
  maintenance_windows json,
  destination_package_versions json,
  created_at bigint NOT NULL
);

CREATE TABLE package (
  package_name text COLLATE "C" PRIMARY KEY,
  description text,
  -- A version of this package, PUBLISHED or DEPRECATED; who sets it or deletes a version holds this row.
  default_version_name text COLLATE "C",
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL
);

CREATE TABLE package_version (
  package_name text COLLATE "C" NOT NULL REFERENCES package,
  version_name text COLLATE "C" NOT NULL,
  status text NOT NULL,
  description text,
  attributes json,
  artifact json,
  recipe text,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL,
  PRIMARY KEY (package_name, version_name)
);
CREATE INDEX package_version_by_status ON package_version (package_name, status, version_name);

-- One row.
CREATE TABLE package_configuration (
  only_row boolean PRIMARY KEY CHECK (only_row),
  version_update_by_jobs json NOT NULL
);

-- Calls that were made with a client token, so that a repetition within the next hours gives the same result.
CREATE TABLE client_token (
  token_hash text PRIMARY KEY,
  input_hash text NOT NULL,
  output json,
  created_at bigint NOT NULL
);
CREATE INDEX client_token_by_creation ON client_token (created_at);

INSERT INTO quota_lock (quota) VALUES ('job templates');
