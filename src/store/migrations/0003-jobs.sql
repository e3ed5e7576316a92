-- Jobs, their executions, and what the engine still has to do for them.

CREATE TABLE job (
  -- Ours alone: a job id can be used again after a deletion, this number never is.
  job_number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_id text NOT NULL UNIQUE,
  status text NOT NULL,
  target_selection text NOT NULL,
  namespace_id text,
  description text,
  comment text,
  reason_code text,
  force_canceled boolean,
  -- The text as it was sent, byte for byte.
  document text NOT NULL,
  document_source text,
  job_template_arn text,
  document_parameters json,
  presigned_url_config json,
  rollout_config json,
  abort_config json,
  timeout_config json,
  retry_config json,
  scheduling_config json,
  destination_package_versions json,
  in_progress_timeout_minutes integer,
  created_at bigint NOT NULL,
  last_updated_at bigint NOT NULL,
  completed_at bigint,
  -- What the engine is doing with the job: rolling out, cancelling, deleting, or nothing.
  work text NOT NULL,
  -- WAITING for its start, STARTED, or ENDED at its end time with STOP_ROLLOUT; NULL without a schedule.
  schedule_phase text,
  -- When the schedule has something to do next.
  schedule_due_at bigint,
  -- It was SCHEDULED when it was cancelled or deleted: its queued executions were on no list that they could leave.
  queued_hidden boolean NOT NULL DEFAULT false,
  deletion_started_at bigint,
  -- A namespace that DeleteJob named for a job without one: the notifications of the deletion go to its topics too.
  mirror_namespace_id text
);
CREATE INDEX job_by_creation ON job (created_at DESC, job_id DESC);
CREATE INDEX job_by_status ON job (status, created_at DESC, job_id DESC);
CREATE INDEX job_by_selection ON job (target_selection, created_at DESC, job_id DESC);
CREATE INDEX job_by_namespace ON job (namespace_id, created_at DESC, job_id DESC) WHERE namespace_id IS NOT NULL;
CREATE INDEX job_by_work ON job (work, job_number) WHERE work <> 'NONE';
CREATE INDEX job_by_schedule ON job (schedule_due_at, job_number) WHERE schedule_due_at IS NOT NULL;

CREATE TABLE job_target (
  job_number bigint NOT NULL,
  position integer NOT NULL,
  target_arn text NOT NULL,
  thing_group_id uuid,
  PRIMARY KEY (job_number, position)
);
CREATE INDEX job_target_by_group ON job_target (thing_group_id, job_number) WHERE thing_group_id IS NOT NULL;

-- The steps of a rollout in order, as they were when the job was created: a thing, or the direct members of a group.
-- Nested groups are several steps of one target.
CREATE TABLE rollout_step (
  job_number bigint NOT NULL,
  step integer NOT NULL,
  target_position integer NOT NULL,
  thing_name text COLLATE "C",
  thing_group_id uuid,
  -- Targets that are added to a continuous job later are reached at once, like things that join a group.
  rate_limited boolean NOT NULL,
  -- How far such a step came; the others go one after another, and where they are is in the rollout.
  after_thing_name text COLLATE "C" NOT NULL DEFAULT '',
  -- Whose members at which time.
  as_of bigint NOT NULL,
  PRIMARY KEY (job_number, step)
);
CREATE INDEX rollout_step_by_group ON rollout_step (thing_group_id, job_number) WHERE thing_group_id IS NOT NULL;

CREATE TABLE rollout (
  job_number bigint PRIMARY KEY,
  -- Where the next chunk begins: a step, first the members of its group, then those that left it since.
  step integer NOT NULL,
  among text NOT NULL,
  after_thing_name text COLLATE "C" NOT NULL,
  -- How many executions it has made; exponential rates grow with it.
  released bigint NOT NULL,
  -- [[time, count], ...] of the last minute, for the rate.
  recent_releases json NOT NULL,
  next_release_at bigint NOT NULL
);
CREATE INDEX rollout_by_next_release ON rollout (next_release_at, job_number);

CREATE TABLE job_execution (
  thing_name text COLLATE "C" NOT NULL,
  job_number bigint NOT NULL,
  execution_number bigint NOT NULL,
  status text NOT NULL,
  version_number bigint NOT NULL,
  retry_attempt integer NOT NULL,
  -- How many of the retries followed a FAILED attempt; the others followed a time-out.
  retries_of_failure integer NOT NULL DEFAULT 0,
  force_canceled boolean NOT NULL,
  status_details json,
  queued_at bigint NOT NULL,
  started_at bigint,
  last_updated_at bigint NOT NULL,
  in_progress_timeout_at bigint,
  -- The earlier of the in-progress timer and the step timer.
  timeout_at bigint,
  PRIMARY KEY (thing_name, job_number, execution_number)
) WITH (fillfactor = 85);
-- The pending list of a thing: IN_PROGRESS sorts before QUEUED by its name, then the oldest first, then the older job.
CREATE INDEX job_execution_pending ON job_execution (thing_name, status, queued_at, job_number)
  WHERE status IN ('IN_PROGRESS', 'QUEUED');
CREATE INDEX job_execution_by_job ON job_execution (job_number, status, queued_at, thing_name, execution_number);
CREATE INDEX job_execution_timeout ON job_execution (timeout_at) WHERE timeout_at IS NOT NULL;

-- Counters without a hot row: each writer has a lane of its own, readers sum.
CREATE TABLE job_execution_count (
  job_number bigint NOT NULL,
  status text NOT NULL,
  lane integer NOT NULL,
  executions bigint NOT NULL,
  PRIMARY KEY (job_number, status, lane)
) WITH (fillfactor = 50);

-- Jobs that an execution's end may have completed. Rows are only ever added and taken, never shared, so none is missed.
CREATE TABLE completion_check (
  completion_check_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  job_number bigint NOT NULL
);

-- What must be announced to devices and listeners: written with the change, deleted after it was published.
CREATE TABLE announcement (
  announcement_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  body json NOT NULL
);

-- Rows to lock while a quota is checked and used.
CREATE TABLE quota_lock (
  quota text PRIMARY KEY
);
INSERT INTO quota_lock (quota) VALUES ('jobs in deletion');
