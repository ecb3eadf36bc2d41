-- What an account has set for its tasks, as JSON that only the server reads.

ALTER TABLE accounts ADD COLUMN settings TEXT NOT NULL DEFAULT '{}';
