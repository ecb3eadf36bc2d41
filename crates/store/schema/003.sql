-- Callbacks by the host that they go to: one host's backlog is never walked through to find another's. What was
-- enqueued before goes through one queue, that of the host ''.

ALTER TABLE deliveries ADD COLUMN host TEXT NOT NULL DEFAULT '';
DROP INDEX deliveries_due;
DROP INDEX deliveries_again;
CREATE INDEX deliveries_due ON deliveries (host, next_ms, id) WHERE status = 0;
CREATE INDEX deliveries_dead ON deliveries (status, id) WHERE status = 2;
