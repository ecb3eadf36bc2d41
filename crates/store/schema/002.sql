-- Packs of units and their ledger; cancelling, deleting and clearing of tasks; uploads; storage. Units are millionths.

ALTER TABLE accounts ADD COLUMN stored_bytes INTEGER NOT NULL DEFAULT 0 CHECK (stored_bytes >= 0);
-- NULL: as the installation says.
ALTER TABLE accounts ADD COLUMN most_bytes INTEGER CHECK (most_bytes >= 0);

-- A pack's columns are what its lines in the ledger add up to, kept so that a create need not add them up.
CREATE TABLE packs (
    id           TEXT    PRIMARY KEY,
    account      INTEGER NOT NULL REFERENCES accounts (id),
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 128),
    kind         TEXT    NOT NULL CHECK (kind IN ('decreasing_total', 'constant_period')),
    concurrency  INTEGER CHECK (concurrency > 0),
    purchased_ms INTEGER NOT NULL,
    effective_ms INTEGER NOT NULL,
    invalid_ms   INTEGER NOT NULL CHECK (invalid_ms > effective_ms),
    quantity     INTEGER NOT NULL DEFAULT 0,
    available    INTEGER NOT NULL DEFAULT 0 CHECK (available >= 0),
    held         INTEGER NOT NULL DEFAULT 0 CHECK (held >= 0),
    spent        INTEGER NOT NULL DEFAULT 0 CHECK (spent >= 0),
    expired      INTEGER NOT NULL DEFAULT 0 CHECK (expired >= 0),
    CHECK (quantity = available + held + spent + expired)
) STRICT;
CREATE INDEX packs_of ON packs (account, invalid_ms, effective_ms, id);
CREATE INDEX packs_to_expire ON packs (invalid_ms) WHERE available > 0;

CREATE TRIGGER what_was_granted_never_changes
BEFORE UPDATE OF id, account, name, kind, concurrency, purchased_ms, effective_ms, invalid_ms ON packs
BEGIN
    SELECT RAISE (ABORT, 'what was granted never changes');
END;
CREATE TRIGGER a_pack_is_never_deleted BEFORE DELETE ON packs
BEGIN
    SELECT RAISE (ABORT, 'a pack is never deleted');
END;

-- Every movement of units. A task has at most one entry of each kind; its lines say which packs it touched.
CREATE TABLE ledger (
    id      INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES accounts (id),
    task    TEXT    REFERENCES tasks (id),
    kind    TEXT    NOT NULL CHECK (kind IN ('grant', 'reserve', 'commit', 'release', 'expire')),
    units   INTEGER NOT NULL CHECK (units >= 0),
    at_ms   INTEGER NOT NULL,
    UNIQUE (task, kind),
    CHECK ((task IS NULL) = (kind IN ('grant', 'expire')))
) STRICT;
CREATE TABLE ledger_lines (
    entry INTEGER NOT NULL REFERENCES ledger (id),
    pack  TEXT    NOT NULL REFERENCES packs (id),
    units INTEGER NOT NULL CHECK (units > 0),
    PRIMARY KEY (entry, pack)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_lines_of ON ledger_lines (pack);

CREATE TRIGGER an_entry_never_changes BEFORE UPDATE ON ledger
BEGIN
    SELECT RAISE (ABORT, 'an entry never changes');
END;
CREATE TRIGGER an_entry_is_never_deleted BEFORE DELETE ON ledger
BEGIN
    SELECT RAISE (ABORT, 'an entry is never deleted');
END;
CREATE TRIGGER a_line_never_changes BEFORE UPDATE ON ledger_lines
BEGIN
    SELECT RAISE (ABORT, 'a line never changes');
END;
CREATE TRIGGER a_line_is_never_deleted BEFORE DELETE ON ledger_lines
BEGIN
    SELECT RAISE (ABORT, 'a line is never deleted');
END;
CREATE TRIGGER what_is_reserved_ends_once BEFORE INSERT ON ledger
WHEN NEW.kind IN ('commit', 'release')
    AND (NOT EXISTS (SELECT 1 FROM ledger WHERE task = NEW.task AND kind = 'reserve' AND units = NEW.units)
        OR EXISTS (SELECT 1 FROM ledger WHERE task = NEW.task AND kind IN ('commit', 'release')))
BEGIN
    SELECT RAISE (ABORT, 'what is reserved ends once, whole');
END;

-- Tasks that the account may have open at a time; NULL: as the installation says. max_open is not read any more.
ALTER TABLE accounts ADD COLUMN slots INTEGER CHECK (slots >= 0);
UPDATE accounts SET slots = max_open WHERE max_open <> 20;

-- The video that a create has named: it stays until the task has ended.
ALTER TABLE tasks ADD COLUMN source TEXT REFERENCES videos (id);
CREATE INDEX tasks_of_source ON tasks (source) WHERE source IS NOT NULL;
-- What a task costs if it succeeds; tasks from before this schema cost what the setting then said by default.
ALTER TABLE tasks ADD COLUMN cost INTEGER NOT NULL DEFAULT 250000 CHECK (cost >= 0);
ALTER TABLE tasks ADD COLUMN idempotency_key TEXT;
ALTER TABLE tasks ADD COLUMN cleared_ms INTEGER;
ALTER TABLE tasks ADD COLUMN deleted_ms INTEGER;
CREATE UNIQUE INDEX tasks_by_idempotency_key ON tasks (account, idempotency_key) WHERE idempotency_key IS NOT NULL;
CREATE INDEX tasks_listed ON tasks (account, kind, ordinal, deleted_ms) WHERE deleted_ms IS NULL;
CREATE INDEX tasks_to_clear ON tasks (ended_ms) WHERE state = 2 AND cleared_ms IS NULL AND deleted_ms IS NULL;
CREATE INDEX tasks_of_parent ON tasks (parent) WHERE parent IS NOT NULL;

DROP TRIGGER an_ended_task_never_changes;
DROP TRIGGER a_state_only_moves_forward;
DROP TRIGGER what_was_asked_never_changes;
CREATE TRIGGER an_ended_task_is_only_cleared_or_deleted
BEFORE UPDATE OF state, message, parent, deduction, attempt, updated_ms, ended_ms, cost ON tasks
WHEN OLD.state >= 2 AND NOT (OLD.deleted_ms IS NULL AND NEW.deleted_ms IS NOT NULL)
BEGIN
    SELECT RAISE (ABORT, 'an ended task is only cleared or deleted');
END;
CREATE TRIGGER only_an_ended_task_is_cleared_or_deleted
BEFORE UPDATE OF cleared_ms, deleted_ms ON tasks
WHEN NEW.state < 2 OR (OLD.cleared_ms IS NOT NULL AND NEW.cleared_ms IS NOT OLD.cleared_ms) OR OLD.deleted_ms IS NOT NULL
BEGIN
    SELECT RAISE (ABORT, 'only an ended task is cleared or deleted, and only once');
END;
CREATE TRIGGER a_state_only_moves_forward BEFORE UPDATE OF state ON tasks
WHEN NOT (NEW.state = OLD.state OR (OLD.state = 0 AND NEW.state IN (1, 3)) OR (OLD.state = 1 AND NEW.state >= 2))
BEGIN
    SELECT RAISE (ABORT, 'a state only moves forward');
END;
CREATE TRIGGER what_was_asked_never_changes
BEFORE UPDATE OF id, account, kind, ordinal, external_id, idempotency_key, order_json, callback_url, created_ms, cost, source ON tasks
WHEN NOT (OLD.deleted_ms IS NULL AND NEW.deleted_ms IS NOT NULL)
BEGIN
    SELECT RAISE (ABORT, 'what was asked never changes');
END;

-- How many tasks of every thousand ordinals are listed, so that a deep page is found without walking to it.
CREATE TABLE task_blocks (
    account INTEGER NOT NULL REFERENCES accounts (id),
    kind    TEXT    NOT NULL,
    block   INTEGER NOT NULL,
    listed  INTEGER NOT NULL CHECK (listed >= 0),
    PRIMARY KEY (account, kind, block)
) STRICT, WITHOUT ROWID;
INSERT INTO task_blocks SELECT account, kind, ordinal / 1000, count(*) FROM tasks GROUP BY 1, 2, 3;
CREATE TRIGGER a_new_task_is_listed AFTER INSERT ON tasks
BEGIN
    INSERT INTO task_blocks VALUES (NEW.account, NEW.kind, NEW.ordinal / 1000, 1)
    ON CONFLICT (account, kind, block) DO UPDATE SET listed = listed + 1;
END;
CREATE TRIGGER a_deleted_task_is_not_listed AFTER UPDATE OF deleted_ms ON tasks
WHEN OLD.deleted_ms IS NULL AND NEW.deleted_ms IS NOT NULL
BEGIN
    UPDATE task_blocks SET listed = listed - 1
    WHERE account = NEW.account AND kind = NEW.kind AND block = NEW.ordinal / 1000;
END;

-- A video whose key lies in videos/ owns its file; any other key is a file of a task.
ALTER TABLE videos ADD COLUMN cleared_ms INTEGER;
ALTER TABLE videos ADD COLUMN is_upload INTEGER NOT NULL DEFAULT 0 CHECK (is_upload IN (0, 1));
CREATE INDEX videos_to_clear ON videos (created_ms) WHERE cleared_ms IS NULL AND key GLOB 'videos/*';
CREATE INDEX videos_of_key ON videos (key);

UPDATE accounts SET stored_bytes =
    (SELECT COALESCE(SUM(a.bytes), 0) FROM artifacts a JOIN tasks t ON t.id = a.task WHERE t.account = accounts.id)
    + (SELECT COALESCE(SUM(bytes), 0) FROM videos WHERE account = accounts.id AND key GLOB 'videos/*');

-- From when on the schedule of attempts counts: the change of state, or a replay.
ALTER TABLE deliveries ADD COLUMN since_ms INTEGER NOT NULL DEFAULT 0;
UPDATE deliveries SET since_ms = first_ms;
CREATE INDEX deliveries_given_up ON deliveries (id) WHERE status = 2;

-- The latest time that this database has believed in: clearing waits when the clock has leapt past it.
CREATE TABLE clock (
    one     INTEGER PRIMARY KEY CHECK (one = 1),
    seen_ms INTEGER NOT NULL
) STRICT;
