-- Certificate authorities whose devices can be registered.

CREATE TABLE ca_certificate (
  -- SHA-256 of the DER form, in lower-case hex.
  certificate_id text COLLATE "C" PRIMARY KEY,
  certificate_pem text NOT NULL,
  -- SHA-256 of the subject's DER form: what certificates name as their issuer.
  subject_hash text COLLATE "C" NOT NULL,
  status text NOT NULL,
  auto_registration_status text NOT NULL,
  registration_config jsonb,
  certificate_mode text NOT NULL,
  not_before bigint NOT NULL,
  not_after bigint NOT NULL,
  created_at bigint NOT NULL,
  modified_at bigint NOT NULL,
  customer_version bigint NOT NULL,
  generation_id uuid NOT NULL
);
CREATE INDEX ca_certificate_by_creation ON ca_certificate (created_at, certificate_id);
CREATE INDEX ca_certificate_by_subject ON ca_certificate (subject_hash);

CREATE INDEX certificate_by_ca ON certificate (ca_certificate_id, created_at, certificate_id)
  WHERE ca_certificate_id IS NOT NULL;

-- One row: what the verification certificates of authorities must name.
CREATE TABLE registration_code (
  is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only),
  registration_code text NOT NULL
);

INSERT INTO quota_lock (quota) VALUES ('authorities of one subject');
