-- The present of a clock that is moved by hand; no row where time is the machine's.
CREATE TABLE virtual_clock (
  one boolean PRIMARY KEY CHECK (one),
  present bigint NOT NULL
);
