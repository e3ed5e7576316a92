-- Has no rows: its locks stand between the deletion of things and whoever queues executions for many of them at once.
CREATE TABLE thing_deletion ();
