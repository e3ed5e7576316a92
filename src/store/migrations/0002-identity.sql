-- Who may connect: device certificates, what they are attached to, and device policies. Names are compared bytewise.

CREATE TABLE certificate (
  -- SHA-256 of the DER form, in lower-case hex.
  certificate_id text COLLATE "C" PRIMARY KEY,
  certificate_pem text NOT NULL,
  status text NOT NULL,
  ca_certificate_id text COLLATE "C",
  certificate_mode text NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL,
  customer_version bigint NOT NULL,
  generation_id uuid NOT NULL
);
CREATE INDEX certificate_by_creation ON certificate (created_at, certificate_id);

-- A principal is a certificate's ARN. Who writes a row holds its thing (KEY SHARE) and then its certificate (UPDATE).
CREATE TABLE thing_principal (
  thing_name text COLLATE "C" NOT NULL,
  principal text COLLATE "C" NOT NULL,
  thing_principal_type text NOT NULL,
  PRIMARY KEY (thing_name, principal)
);
CREATE INDEX thing_principal_by_principal ON thing_principal (principal, thing_name);

CREATE TABLE policy (
  policy_name text COLLATE "C" PRIMARY KEY,
  default_version_id bigint NOT NULL,
  -- Version numbers are never used again.
  next_version_id bigint NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL,
  generation_id uuid NOT NULL
);
CREATE INDEX policy_by_creation ON policy (created_at, policy_name);

CREATE TABLE policy_version (
  policy_name text COLLATE "C" NOT NULL REFERENCES policy ON DELETE CASCADE,
  version_id bigint NOT NULL,
  policy_document text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (policy_name, version_id)
);

-- A target is the ARN of a certificate or of a thing group. Who adds a row holds the target's row, then the policy's.
CREATE TABLE policy_attachment (
  policy_name text COLLATE "C" NOT NULL REFERENCES policy,
  target text COLLATE "C" NOT NULL,
  attached_at bigint NOT NULL,
  PRIMARY KEY (target, policy_name)
);
CREATE INDEX policy_attachment_by_time ON policy_attachment (target, attached_at, policy_name);
CREATE INDEX policy_attachment_by_policy ON policy_attachment (policy_name, attached_at, target);
