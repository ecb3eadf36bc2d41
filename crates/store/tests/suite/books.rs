//! What the books must always say, whatever happened: the invariants of units and of bytes, as counts of their faults.

use rusqlite::Connection;

/// A name, and a query that counts the places where it is not so.
pub type Rule = (&'static str, &'static str);

/// The invariants of the ledger, I1 to I7.
pub const BOOKS: [Rule; 13] = [
    (
        "I1: what was granted is not what is available, held, spent and expired",
        "SELECT count(*) FROM accounts a
            WHERE (SELECT COALESCE(SUM(units), 0) FROM ledger WHERE account = a.id AND kind = 'grant')
            <> (SELECT COALESCE(SUM(available + held + spent + expired), 0) FROM packs WHERE account = a.id)",
    ),
    (
        "I2: a task has two reserves",
        "SELECT count(*) FROM (SELECT 1 FROM ledger WHERE kind = 'reserve' GROUP BY task HAVING count(*) > 1)",
    ),
    (
        "I2: a task of an account with packs has no reserve",
        "SELECT count(*) FROM tasks t
            WHERE EXISTS (SELECT 1 FROM ledger g WHERE g.account = t.account AND g.kind = 'grant' AND g.at_ms < t.created_ms)
            AND NOT EXISTS (SELECT 1 FROM ledger r WHERE r.task = t.id AND r.kind = 'reserve')",
    ),
    (
        "I2: a reserve is not settled exactly once, and exactly when its task has ended",
        "SELECT count(*) FROM tasks t
            WHERE (SELECT count(*) FROM ledger e WHERE e.task = t.id AND e.kind IN ('commit', 'release'))
            <> (state >= 2) * (SELECT count(*) FROM ledger r WHERE r.task = t.id AND r.kind = 'reserve')",
    ),
    (
        "I2: a success was released, or a failure committed",
        "SELECT count(*) FROM ledger e JOIN tasks t ON t.id = e.task
            WHERE (e.kind = 'commit' AND t.state <> 2) OR (e.kind = 'release' AND t.state <> 3)",
    ),
    (
        "I3: a pack does not hold what open reserves took from it",
        "SELECT count(*) FROM packs p WHERE held <> (SELECT COALESCE(SUM(l.units), 0) FROM ledger_lines l
            JOIN ledger r ON r.id = l.entry AND r.kind = 'reserve' WHERE l.pack = p.id
            AND NOT EXISTS (SELECT 1 FROM ledger e WHERE e.task = r.task AND e.kind IN ('commit', 'release')))",
    ),
    (
        "I3: an account does not hold what its open tasks reserved",
        "SELECT count(*) FROM accounts a WHERE (SELECT COALESCE(SUM(held), 0) FROM packs WHERE account = a.id)
            <> (SELECT COALESCE(SUM(r.units), 0) FROM ledger r JOIN tasks t ON t.id = r.task
                WHERE r.account = a.id AND r.kind = 'reserve' AND t.state < 2)",
    ),
    (
        "I4: something is negative",
        "SELECT (SELECT count(*) FROM packs WHERE MIN(quantity, available, held, spent, expired) < 0)
            + (SELECT count(*) FROM ledger WHERE units < 0) + (SELECT count(*) FROM ledger_lines WHERE units <= 0)",
    ),
    (
        "I5: more was committed than reserved",
        "SELECT count(*) FROM ledger c WHERE c.kind = 'commit'
            AND c.units > (SELECT COALESCE(SUM(r.units), 0) FROM ledger r WHERE r.task = c.task AND r.kind = 'reserve')",
    ),
    (
        "I6: what a metered task was charged is not what was committed",
        "SELECT count(*) FROM tasks t WHERE state >= 2 AND EXISTS (SELECT 1 FROM ledger r WHERE r.task = t.id AND r.kind = 'reserve')
            AND CAST(ROUND(deduction * 1e6) AS INTEGER)
            <> (SELECT COALESCE(SUM(units), 0) FROM ledger c WHERE c.task = t.id AND c.kind = 'commit')",
    ),
    (
        "I6: a failure was charged, or a success not its cost",
        "SELECT count(*) FROM tasks WHERE (state = 3 AND deduction <> '0')
            OR (state = 2 AND CAST(ROUND(deduction * 1e6) AS INTEGER) <> cost)",
    ),
    (
        "I7: the ledger, replayed from nothing, does not give a pack's columns",
        "SELECT count(*) FROM packs p JOIN (SELECT p.id,
                COALESCE(SUM(l.units * (e.kind = 'grant')), 0) AS granted, COALESCE(SUM(l.units * (e.kind = 'reserve')), 0) AS reserved,
                COALESCE(SUM(l.units * (e.kind = 'commit')), 0) AS committed, COALESCE(SUM(l.units * (e.kind = 'release')), 0) AS released,
                COALESCE(SUM(l.units * (e.kind = 'expire')), 0) AS expired
                FROM packs p LEFT JOIN ledger_lines l ON l.pack = p.id LEFT JOIN ledger e ON e.id = l.entry GROUP BY p.id) s ON s.id = p.id
            WHERE p.quantity <> granted OR p.available <> granted - reserved + released - s.expired
            OR p.held <> reserved - committed - released OR p.spent <> committed OR p.expired <> s.expired",
    ),
    (
        "I7: an entry is not the sum of its lines, or touches another account's pack",
        "SELECT (SELECT count(*) FROM ledger e WHERE units <> (SELECT COALESCE(SUM(units), 0) FROM ledger_lines WHERE entry = e.id))
            + (SELECT count(*) FROM ledger_lines l JOIN ledger e ON e.id = l.entry JOIN packs p ON p.id = l.pack
                WHERE p.account <> e.account)",
    ),
];

/// The names of the rules that do not hold.
pub fn broken(db: &Connection, rules: &[Rule]) -> Vec<&'static str> {
    let is_broken = |sql| {
        let faults: i64 = db.prepare_cached(sql).unwrap().query_row((), |row| row.get(0)).unwrap();
        faults != 0
    };
    rules.iter().filter(|(_, sql)| is_broken(sql)).map(|(name, _)| *name).collect()
}
