//! The audit finds nothing where all is well, and each of its rules finds what breaks it.

use crate::world::{START_MS, World};
use std::collections::BTreeSet;
use store::audit;

/// A metered account with a success that has a source, a failure, an open task that is worked on and one that waits.
async fn lived_in() -> World {
    let world = World::new(20).await;
    world.grant("10", 1_000_000, None).await;
    world.create_with_callback().await;
    let claim = world.claim("w").await.claim;
    world.store().finish(claim, world.failure(), START_MS).await.unwrap();
    world.succeeded(Some("v1")).await;
    world.create_with_callback().await;
    world.claim("w").await;
    world.create().await;
    world
}

#[tokio::test]
async fn where_all_is_well_an_audit_finds_nothing_and_names_every_file() {
    let world = lived_in().await;
    let found = audit(world.dir()).unwrap();
    assert_eq!(found.faults, [""; 0]);
    assert_eq!((found.tasks, found.entries), (4, 1 + 4 + 2));
    let keys: BTreeSet<_> = found.files.iter().map(|file| &file.key).collect();
    assert_eq!(keys.iter().filter(|key| key.starts_with("tasks/")).count(), 3);
    assert!(found.files.iter().any(|file| file.key == "videos/v1/source.mp4" && file.bytes == 1000));
}

/// Does what no rule of the database lets pass, and gives what the audit says to it.
async fn said_after(lie: &str) -> Vec<String> {
    let world = lived_in().await;
    let db = world.raw();
    let triggers =
        "SELECT group_concat('DROP TRIGGER ' || name, ';') FROM sqlite_schema WHERE type = 'trigger'";
    let drop: String = db.query_row(triggers, (), |row| row.get(0)).unwrap();
    let settings = "PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON;";
    db.execute_batch(&format!("VACUUM INTO '{0}/told/wildtrack.db'", folder(&world))).unwrap();
    let told = rusqlite::Connection::open(world.dir().join("told/wildtrack.db")).unwrap();
    told.execute_batch(&format!("{settings} {drop}")).unwrap();
    assert!(told.execute(lie, ()).unwrap() > 0, "{lie}");
    audit(&world.dir().join("told")).unwrap().faults
}

fn folder(world: &World) -> String {
    std::fs::create_dir(world.dir().join("told")).unwrap();
    std::fs::copy(world.dir().join("vault.key"), world.dir().join("told/vault.key")).unwrap();
    world.dir().to_str().unwrap().to_owned()
}

#[tokio::test]
async fn each_rule_of_the_audit_finds_what_breaks_it() {
    for (lie, rule) in [
        ("UPDATE packs SET quantity = quantity + 1", "I1, "),
        ("DELETE FROM ledger WHERE kind = 'commit'", "I2, "),
        ("UPDATE packs SET held = held - 1, available = available + 1", "I3, "),
        ("UPDATE packs SET available = -1", "I4, "),
        ("UPDATE ledger SET units = units + 1 WHERE kind = 'commit'", "I5, "),
        ("UPDATE tasks SET deduction = '0.5' WHERE state = 2", "I6, "),
        ("UPDATE tasks SET deduction = '0.25' WHERE state = 3", "I6, "),
        ("UPDATE packs SET spent = spent - 1, available = available + 1", "I7, "),
        ("UPDATE accounts SET open = open + 1", "an account's open tasks are counted"),
        ("UPDATE accounts SET stored_bytes = stored_bytes - 1", "an account's bytes are counted"),
        ("DELETE FROM jobs WHERE epoch = 0", "an open task has a job"),
        ("UPDATE jobs SET epoch = 1 WHERE epoch = 0", "a task that was claimed is processing"),
        ("DELETE FROM artifacts", "a success has its files until it is cleared"),
        (
            "UPDATE artifacts SET key = replace(key, '/1/', '/2/') WHERE place = 0",
            "a task's files are those of one claim",
        ),
        ("DELETE FROM deliveries WHERE state = 3", "every change of a task is told"),
        ("DELETE FROM deliveries WHERE state = 0", "every change of a task is told"),
        ("UPDATE task_blocks SET listed = listed + 1", "a list's length is counted"),
        ("DELETE FROM videos WHERE id = 'v1'", "a row names one that is not there"),
        ("UPDATE access_keys SET sealed = zeroblob(100)", "secrets: "),
    ] {
        let said = said_after(lie).await;
        assert!(said.iter().any(|fault| fault.starts_with(rule)), "{lie}: {said:?}");
    }
}

#[tokio::test]
async fn a_key_file_that_is_missing_or_another_is_named() {
    let world = lived_in().await;
    let key = world.dir().join("vault.key");
    let aside = world.dir().join("aside.key");
    std::fs::copy(&key, &aside).unwrap();
    std::fs::write(&key, [7; 32]).unwrap();
    assert!(audit(world.dir()).unwrap().faults.iter().any(|fault| fault.starts_with("secrets: ")));
    std::fs::remove_file(&key).unwrap();
    assert!(audit(world.dir()).unwrap().faults.iter().any(|fault| fault.starts_with("secrets: ")));
    std::fs::rename(aside, &key).unwrap();
}

#[tokio::test]
async fn a_copy_of_the_database_is_of_one_moment_and_has_every_row() {
    let world = lived_in().await;
    let copy = world.dir().join("copy.db");
    store::snapshot(world.dir(), &copy).unwrap();
    world.create().await;
    let tasks = |db: rusqlite::Connection| -> i64 {
        db.query_row("SELECT count(*) FROM tasks", (), |row| row.get(0)).unwrap()
    };
    assert_eq!((tasks(rusqlite::Connection::open(&copy).unwrap()), tasks(world.raw())), (4, 5));
    assert_eq!(store::files_named_by(&copy).unwrap(), audit(world.dir()).unwrap().files);
    assert!(store::snapshot(world.dir(), &copy).is_err(), "a copy replaces nothing");
}

#[tokio::test]
async fn a_page_that_was_lost_is_noticed_whichever_it_is() {
    const PAGE: usize = 4096;
    let world = lived_in().await;
    let folder = world.dir().join("told");
    let copy = format!("{}/wildtrack.db", self::folder(&world) + "/told");
    store::snapshot(world.dir(), copy.as_ref()).unwrap();
    let whole = std::fs::read(&copy).unwrap();
    assert!(whole.len() > 40 * PAGE);
    for page in 0..whole.len() / PAGE {
        let mut damaged = whole.clone();
        damaged[page * PAGE..(page + 1) * PAGE].fill(0);
        std::fs::write(&copy, damaged).unwrap();
        let noticed = audit(&folder).map_or(true, |found| !found.faults.is_empty());
        assert!(noticed, "page {page}");
    }
    std::fs::write(&copy, whole).unwrap();
    assert_eq!(audit(&folder).unwrap().faults, [""; 0], "control: the pages themselves");
}
