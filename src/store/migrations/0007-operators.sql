-- Who may administer: users and roles with their access keys and policies, and what was done. Names are compared bytewise.

CREATE TABLE operator (
  -- user or role
  operator_kind text COLLATE "C" NOT NULL,
  operator_name text COLLATE "C" NOT NULL,
  -- What policies know as aws:userid; never used again.
  operator_id text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (operator_kind, operator_name)
);

-- Those of users are permanent; those of roles have a session, a token and an end. Who adds one holds its operator's row.
CREATE TABLE access_key (
  access_key_id text COLLATE "C" PRIMARY KEY,
  operator_kind text COLLATE "C" NOT NULL,
  operator_name text COLLATE "C" NOT NULL,
  -- Encrypted with the master key, which is not in the database: signatures cannot be verified with a hash.
  sealed_secret bytea NOT NULL,
  is_active boolean NOT NULL,
  created_at bigint NOT NULL,
  -- To the minute or so; written behind.
  last_used_at bigint,
  expires_at bigint,
  session_name text,
  -- SHA-256.
  session_token_hash bytea,
  FOREIGN KEY (operator_kind, operator_name) REFERENCES operator ON DELETE CASCADE
);
CREATE INDEX access_key_by_operator ON access_key (operator_kind, operator_name, created_at, access_key_id);
CREATE INDEX access_key_by_expiry ON access_key (expires_at) WHERE expires_at IS NOT NULL;

-- The ready-made policies are not here.
CREATE TABLE operator_policy (
  policy_name text COLLATE "C" PRIMARY KEY,
  policy_document text NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL
);

-- The name may be that of a ready-made policy, so it is no foreign key. Who adds a row holds the policy's row, if it has one.
CREATE TABLE operator_policy_attachment (
  operator_kind text COLLATE "C" NOT NULL,
  operator_name text COLLATE "C" NOT NULL,
  policy_name text COLLATE "C" NOT NULL,
  attached_at bigint NOT NULL,
  PRIMARY KEY (operator_kind, operator_name, policy_name),
  FOREIGN KEY (operator_kind, operator_name) REFERENCES operator ON DELETE CASCADE
);
CREATE INDEX operator_policy_attachment_by_policy ON operator_policy_attachment (policy_name);

CREATE TABLE audit (
  audit_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at bigint NOT NULL,
  request_id text NOT NULL,
  -- An ARN; null where a request did not prove who it is from.
  principal text COLLATE "C",
  access_key_id text COLLATE "C",
  action text COLLATE "C" NOT NULL,
  resources text[] NOT NULL,
  source_address text,
  -- allowed or denied
  decision text NOT NULL,
  -- OK, or the name of the error.
  result text NOT NULL
);
CREATE INDEX audit_by_time ON audit (at, audit_id);
CREATE INDEX audit_by_principal ON audit (principal, at, audit_id);
CREATE INDEX audit_by_action ON audit (action, at, audit_id);
CREATE INDEX audit_denied ON audit (at, audit_id) WHERE decision = 'denied';
CREATE INDEX audit_by_resource ON audit USING gin (resources);
