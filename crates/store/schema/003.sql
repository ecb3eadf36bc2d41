-- Callbacks by queue, one for each host that an account has callbacks sent to: one queue's backlog is never walked through
-- to find another's. What was enqueued before goes through one queue, ''.

ALTER TABLE deliveries ADD COLUMN queue TEXT NOT NULL DEFAULT '';
DROP INDEX deliveries_due;
DROP INDEX deliveries_again;
CREATE INDEX deliveries_due ON deliveries (queue, next_ms, id) WHERE status = 0;
CREATE INDEX deliveries_dead ON deliveries (status, id) WHERE status = 2;
