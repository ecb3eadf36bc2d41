-- First schema. Times are Unix ms. The triggers repeat, as a second guard, what src/state.rs decides.

CREATE TABLE accounts (
    id         INTEGER PRIMARY KEY,
    name       TEXT    NOT NULL UNIQUE CHECK (length(name) BETWEEN 1 AND 128),
    max_open   INTEGER NOT NULL DEFAULT 20 CHECK (max_open >= 0),
    open       INTEGER NOT NULL DEFAULT 0 CHECK (open >= 0),
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE access_keys (
    access_key TEXT    PRIMARY KEY CHECK (length(access_key) >= 32),
    account    INTEGER NOT NULL REFERENCES accounts (id),
    sealed     BLOB    NOT NULL,
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT;

CREATE TABLE api_keys (
    digest     BLOB    PRIMARY KEY CHECK (length(digest) = 32),
    prefix     TEXT    NOT NULL,
    account    INTEGER NOT NULL REFERENCES accounts (id),
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT;

CREATE TABLE webhook_secrets (
    id         INTEGER PRIMARY KEY,
    account    INTEGER NOT NULL REFERENCES accounts (id),
    sealed     BLOB    NOT NULL,
    created_ms INTEGER NOT NULL,
    revoked_ms INTEGER
) STRICT;
CREATE INDEX webhook_secrets_of ON webhook_secrets (account, id) WHERE revoked_ms IS NULL;

CREATE TABLE videos (
    id          TEXT    PRIMARY KEY,
    account     INTEGER NOT NULL REFERENCES accounts (id),
    url         TEXT    NOT NULL,
    duration_ms INTEGER NOT NULL CHECK (duration_ms >= 0),
    key         TEXT    NOT NULL,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    sha256      TEXT    NOT NULL,
    created_ms  INTEGER NOT NULL
) STRICT;

-- What the customer sees. state: 0 submitted, 1 processing, 2 succeed, 3 failed.
-- ordinal: 1, 2, 3 … within account and kind, so that a page is a range of it and costs the same at any depth.
CREATE TABLE tasks (
    id           TEXT    PRIMARY KEY CHECK (length(id) = 18 AND id NOT GLOB '*[^0-9]*'),
    account      INTEGER NOT NULL REFERENCES accounts (id),
    kind         TEXT    NOT NULL CHECK (kind IN ('video_to_audio', 'text_to_audio')),
    ordinal      INTEGER NOT NULL CHECK (ordinal > 0),
    external_id  TEXT,
    order_json   TEXT    NOT NULL CHECK (json_valid(order_json)),
    callback_url TEXT,
    state        INTEGER NOT NULL DEFAULT 0 CHECK (state BETWEEN 0 AND 3),
    message      TEXT    NOT NULL DEFAULT '',
    parent       TEXT    REFERENCES videos (id),
    deduction    TEXT,
    attempt      INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    created_ms   INTEGER NOT NULL,
    updated_ms   INTEGER NOT NULL CHECK (updated_ms >= created_ms),
    ended_ms     INTEGER,
    UNIQUE (account, external_id),
    UNIQUE (account, kind, ordinal),
    CHECK ((state >= 2) = (ended_ms IS NOT NULL)),
    CHECK ((state >= 2) = (deduction IS NOT NULL))
) STRICT;

CREATE TRIGGER a_task_begins_as_submitted BEFORE INSERT ON tasks WHEN NEW.state <> 0
BEGIN
    SELECT RAISE (ABORT, 'a task begins as submitted');
END;
CREATE TRIGGER an_ended_task_never_changes BEFORE UPDATE ON tasks WHEN OLD.state >= 2
BEGIN
    SELECT RAISE (ABORT, 'an ended task never changes');
END;
CREATE TRIGGER a_state_only_moves_forward BEFORE UPDATE OF state ON tasks
WHEN NOT (NEW.state = OLD.state OR (OLD.state = 0 AND NEW.state = 1) OR (OLD.state = 1 AND NEW.state >= 2))
BEGIN
    SELECT RAISE (ABORT, 'a state only moves forward');
END;
CREATE TRIGGER what_was_asked_never_changes
BEFORE UPDATE OF id, account, kind, ordinal, external_id, order_json, callback_url, created_ms ON tasks
BEGIN
    SELECT RAISE (ABORT, 'what was asked never changes');
END;
CREATE TRIGGER a_task_is_never_deleted BEFORE DELETE ON tasks
BEGIN
    SELECT RAISE (ABORT, 'a task is never deleted');
END;

-- Live work only: one row per task that has not ended. owner: NULL while ready, else who holds the claim.
-- ready_ms: not to be claimed before; 0 at once.
CREATE TABLE jobs (
    task           TEXT    PRIMARY KEY REFERENCES tasks (id),
    sort_key       INTEGER NOT NULL,
    ready_ms       INTEGER NOT NULL DEFAULT 0,
    epoch          INTEGER NOT NULL DEFAULT 0,
    attempt        INTEGER NOT NULL DEFAULT 0 CHECK (attempt BETWEEN 0 AND 3),
    owner          TEXT,
    lease_until_ms INTEGER,
    CHECK ((owner IS NULL) = (lease_until_ms IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_ready ON jobs (sort_key, task) WHERE owner IS NULL;
CREATE INDEX jobs_leased ON jobs (lease_until_ms) WHERE owner IS NOT NULL;

CREATE TRIGGER an_epoch_only_grows BEFORE UPDATE OF epoch ON jobs WHEN NEW.epoch <> OLD.epoch + 1
BEGIN
    SELECT RAISE (ABORT, 'an epoch grows by one');
END;

CREATE TABLE artifacts (
    id          TEXT    PRIMARY KEY,
    task        TEXT    NOT NULL REFERENCES tasks (id),
    place       INTEGER NOT NULL,
    role        TEXT    NOT NULL,
    key         TEXT    NOT NULL,
    bytes       INTEGER NOT NULL CHECK (bytes >= 0),
    sha256      TEXT    NOT NULL,
    media_type  TEXT    NOT NULL,
    file_name   TEXT    NOT NULL,
    duration_ms INTEGER,
    created_ms  INTEGER NOT NULL,
    UNIQUE (task, place),
    UNIQUE (task, role)
) STRICT;
CREATE TRIGGER files_are_published_while_processing BEFORE INSERT ON artifacts
WHEN (SELECT state FROM tasks WHERE id = NEW.task) IS NOT 1
BEGIN
    SELECT RAISE (ABORT, 'files are published while processing');
END;

-- One callback per change of state. status: 0 to be made, 1 acknowledged, 2 given up, 3 superseded.
-- next_ms: when due; while an attempt is under way, the end of its lease. tried: the last attempt known to have failed.
CREATE TABLE deliveries (
    id         INTEGER PRIMARY KEY,
    task       TEXT    NOT NULL REFERENCES tasks (id),
    seq        INTEGER NOT NULL CHECK (seq > 0),
    state      INTEGER NOT NULL CHECK (state BETWEEN 0 AND 3),
    webhook_id TEXT    NOT NULL UNIQUE,
    url        TEXT    NOT NULL,
    snapshot   TEXT    NOT NULL CHECK (json_valid(snapshot)),
    first_ms   INTEGER NOT NULL,
    status     INTEGER NOT NULL DEFAULT 0 CHECK (status BETWEEN 0 AND 3),
    attempt    INTEGER NOT NULL DEFAULT 0,
    tried      INTEGER NOT NULL DEFAULT 0 CHECK (tried <= attempt),
    next_ms    INTEGER NOT NULL,
    trouble    TEXT    NOT NULL DEFAULT '',
    ended_ms   INTEGER,
    UNIQUE (task, seq),
    CHECK ((status = 0) = (ended_ms IS NULL))
) STRICT;
CREATE INDEX deliveries_due ON deliveries (next_ms, id) WHERE status = 0;
CREATE INDEX deliveries_again ON deliveries (next_ms) WHERE status = 0 AND tried > 0;

CREATE TRIGGER what_is_told_never_changes
BEFORE UPDATE OF task, seq, state, webhook_id, url, snapshot, first_ms ON deliveries
BEGIN
    SELECT RAISE (ABORT, 'what is told never changes');
END;
