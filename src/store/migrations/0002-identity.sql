-- Who may connect: device certificates, what they are attached to, and device policies.

CREATE TABLE certificate (
  certificate_id text PRIMARY KEY,
  certificate_pem text NOT NULL,
  status text NOT NULL,
  ca_certificate_id text,
  certificate_mode text NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL,
  customer_version bigint NOT NULL,
  generation_id uuid NOT NULL
);
CREATE INDEX certificate_by_creation ON certificate (created_at, certificate_id);

-- A principal is a certificate's ARN.
CREATE TABLE thing_principal (
  thing_name text COLLATE "C" NOT NULL,
  principal text NOT NULL,
  thing_principal_type text NOT NULL,
  PRIMARY KEY (thing_name, principal)
);
CREATE INDEX thing_principal_by_principal ON thing_principal (principal, thing_name);

CREATE TABLE policy (
  policy_name text PRIMARY KEY,
  default_version_id bigint NOT NULL,
  next_version_id bigint NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL,
  generation_id uuid NOT NULL
);

CREATE TABLE policy_version (
  policy_name text NOT NULL REFERENCES policy ON DELETE CASCADE,
  version_id bigint NOT NULL,
  policy_document text NOT NULL,
  created_at bigint NOT NULL,
  PRIMARY KEY (policy_name, version_id)
);

-- A target is the ARN of a certificate or of a thing group.
CREATE TABLE policy_attachment (
  policy_name text NOT NULL REFERENCES policy,
  target text NOT NULL,
  attached_at bigint NOT NULL,
  PRIMARY KEY (policy_name, target)
);
CREATE INDEX policy_attachment_by_target ON policy_attachment (target, policy_name);
