-- The things of which an execution of a job was deleted on request, for as long as the job is there: they were reached, and
-- get no other one in its place.
CREATE TABLE deleted_job_execution (
  job_number bigint NOT NULL,
  thing_name text COLLATE "C" NOT NULL,
  PRIMARY KEY (job_number, thing_name)
);
