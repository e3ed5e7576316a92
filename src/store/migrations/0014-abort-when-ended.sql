-- Abort criteria are looked at when an execution has ended; a job may be looked at for another reason.
ALTER TABLE completion_check ADD COLUMN has_ended boolean NOT NULL DEFAULT true;
