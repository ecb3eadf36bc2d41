//! Histories of units: what is reserved, charged and given back, against a model.

#[path = "../../tests/suite/books.rs"]
mod books;
mod history;
mod model;

use self::books::{BOOKS, broken};
use self::history::{Tally, run};
use self::model::Wrong;
use super::*;
use crate::packs::{NewPack, PackKind, grant, packs};
use crate::schema::open_writer;
use crate::schema::tests::in_memory;
use expect_test::expect;
use proptest::test_runner::RngSeed;

#[test]
fn units_are_drawn_from_the_pack_that_ends_first_and_from_several_if_need_be() {
    let dir = tempfile::tempdir().unwrap();
    let db = open_writer(&dir.path().join("wildtrack.db")).unwrap();
    db.execute("INSERT INTO accounts (id, name, created_ms) VALUES (1, 'a', 0)", ()).unwrap();
    let account = AccountId(1);
    let pack = |name: &str, units: &str, invalid_ms| NewPack {
        name: name.into(),
        kind: PackKind::DecreasingTotal,
        units: units.parse().unwrap(),
        concurrency: None,
        effective_ms: 0,
        invalid_ms,
    };
    grant(&db, account, &pack("late", "1", 2_000), 0).unwrap();
    grant(&db, account, &pack("early", "0.1", 1_000), 0).unwrap();
    // The rows of tasks do not matter here.
    db.execute_batch("PRAGMA foreign_keys = OFF").unwrap();
    let party = Party { account, task: Some("1") };
    let cost: Units = "0.25".parse().unwrap();
    reserve(&db, party, cost, false, 500).unwrap();
    let left = |db| -> Vec<_> {
        packs(db, account)
            .unwrap()
            .iter()
            .map(|pack| (pack.name.clone(), pack.available.to_string(), pack.held.to_string()))
            .collect()
    };
    assert_eq!(
        left(&db),
        [("early".into(), "0".into(), "0.1".into()), ("late".into(), "0.85".into(), "0.15".into())]
    );
    settle(&db, party, false, 600).unwrap();
    assert_eq!(
        left(&db),
        [("early".into(), "0.1".into(), "0".into()), ("late".into(), "1".into(), "0".into())]
    );
    let later = Party { account, task: Some("2") };
    assert!(matches!(reserve(&db, later, "1.1".parse().unwrap(), false, 1_000), Err(Error::NoUnits)));
}

/// What a run of histories must have met often, or it proves nothing.
const MET: [&str; 15] = [
    "a task without meter",
    "a task that costs nothing",
    "a draw on one pack",
    "a draw on several packs",
    "no units",
    "no slot",
    "a success",
    "a failure",
    "a zombie's write",
    "a third attempt that failed",
    "a cancel of what was begun",
    "a cancel of what waited",
    "a release to a pack that has ended",
    "a delete",
    "a pack written off",
];

fn check_histories(histories: u32, seed: RngSeed) {
    let (tally, result) = run(histories, seed, Wrong::Nothing, "");
    if let Err(error) = result {
        panic!("{error}");
    }
    println!("{tally:?}");
    let Tally { histories: carried_out, seen, .. } = tally;
    assert_eq!(carried_out, histories);
    for what in MET {
        let often = seen.get(what).copied().unwrap_or_default();
        assert!(often > histories / 200, "{what}: only {often} times");
    }
}

#[test]
fn in_ten_thousand_histories_the_books_and_the_model_agree_after_every_step() {
    check_histories(10_000, RngSeed::Fixed(3));
}

#[test]
#[ignore = "the long form, a quarter of an hour, another seed every time"]
fn in_two_hundred_thousand_histories_the_books_and_the_model_agree_after_every_step() {
    check_histories(200_000, RngSeed::Random);
}

#[test]
fn control_a_model_that_breaks_a_rule_is_noticed() {
    for wrong in [
        Wrong::DrawsFromThePackThatEndsLast,
        Wrong::UsesAPackAtItsEnd,
        Wrong::ReleasesTwice,
        Wrong::ChargesFailures,
        Wrong::KeepsTheSlot,
        Wrong::CountsTheSlotsOfAPackThatHasEnded,
    ] {
        let (tally, result) = run(10_000, RngSeed::Fixed(3), wrong, "");
        println!("{wrong:?}: after {} histories, {result:?}", tally.histories);
        assert!(result.is_err(), "{wrong:?}");
    }
}

/// Faults that are put into the database itself, and the rule that is first to notice.
#[test]
fn control_a_database_that_keeps_false_books_is_noticed() {
    let after = |kind: &str, then: &str| {
        format!(
            "CREATE TRIGGER mutant AFTER INSERT ON ledger_lines
                WHEN (SELECT kind FROM ledger WHERE id = NEW.entry) = '{kind}' BEGIN {then}; END;"
        )
    };
    for (mutation, noticed) in [
        (
            after(
                "release",
                "UPDATE packs SET available = available + NEW.units, quantity = quantity + NEW.units WHERE id = NEW.pack",
            ),
            "I1: what was granted",
        ),
        (
            after(
                "release",
                "UPDATE packs SET available = available + NEW.units, held = held - NEW.units WHERE id = NEW.pack AND held >= 2 * NEW.units",
            ),
            "I3: a pack does not hold",
        ),
        (
            after(
                "commit",
                "UPDATE packs SET spent = spent + 1, available = available - 1 WHERE id = NEW.pack AND available > 0",
            ),
            "I7: the ledger, replayed",
        ),
        (
            "CREATE TRIGGER mutant AFTER UPDATE OF state ON tasks WHEN NEW.state = 3 AND OLD.state < 2
                BEGIN UPDATE tasks SET deduction = '0.1', deleted_ms = 1 WHERE id = NEW.id; END;"
                .to_owned(),
            "I6: a failure was charged",
        ),
    ] {
        let (_, result) = run(10_000, RngSeed::Fixed(3), Wrong::Nothing, &mutation);
        let error = result.unwrap_err().to_string();
        assert!(error.contains(noticed), "{mutation}: {error}");
    }
}

/// An account with one pack of 1 unit of which two tasks hold a quarter each; the first has been charged.
fn charged_once() -> Connection {
    let db = in_memory();
    db.execute_batch("INSERT INTO accounts (id, name, created_ms) VALUES (1, 'a', 0)").unwrap();
    let pack = NewPack {
        name: "pack".into(),
        kind: PackKind::ConstantPeriod,
        units: history::units(1_000_000),
        concurrency: None,
        effective_ms: 0,
        invalid_ms: 2_000,
    };
    grant(&db, AccountId(1), &pack, 0).unwrap();
    for task in ["000000000000000001", "000000000000000002"] {
        let sql = "INSERT INTO tasks (id, account, kind, ordinal, order_json, created_ms, updated_ms)
            VALUES (?1, 1, 'text_to_audio', ?1, '{}', 1, 1)";
        db.execute(sql, [task]).unwrap();
        let party = Party { account: AccountId(1), task: Some(task) };
        reserve(&db, party, history::units(250_000), false, 1).unwrap();
    }
    settle(&db, Party { account: AccountId(1), task: Some("000000000000000001") }, true, 2).unwrap();
    let end = "UPDATE tasks SET state = 1 WHERE id = '000000000000000001';
        UPDATE tasks SET state = 2, deduction = '0.25', ended_ms = 2, updated_ms = 2 WHERE id = '000000000000000001'";
    db.execute_batch(end).unwrap();
    assert_eq!(broken(&db, &BOOKS), [""; 0]);
    db
}

#[test]
fn what_was_charged_cannot_be_charged_or_given_back_again() {
    let db = charged_once();
    let party = Party { account: AccountId(1), task: Some("000000000000000001") };
    for is_success in [true, false] {
        db.execute_batch("SAVEPOINT request").unwrap();
        let again = settle(&db, party, is_success, 3).unwrap_err();
        assert!(again.to_string().contains("what is reserved ends once, whole"), "{again}");
        db.execute_batch("ROLLBACK TO request; RELEASE request").unwrap();
    }
    let part = "INSERT INTO ledger (account, task, kind, units, at_ms) VALUES (1, '000000000000000002', 'commit', 1, 3)";
    let part = db.execute(part, ()).unwrap_err();
    assert!(part.to_string().contains("what is reserved ends once, whole"), "{part}");
}

#[test]
fn control_without_the_trigger_it_can_and_the_books_say_so() {
    let db = charged_once();
    db.execute_batch("DROP TRIGGER what_is_reserved_ends_once").unwrap();
    let party = Party { account: AccountId(1), task: Some("000000000000000001") };
    settle(&db, party, false, 3).unwrap();
    expect![[r#"
        I2: a reserve is not settled exactly once, and exactly when its task has ended
        I2: a success was released, or a failure committed
        I3: a pack does not hold what open reserves took from it
        I3: an account does not hold what its open tasks reserved
    "#]]
    .assert_eq(&(broken(&db, &BOOKS).join("\n") + "\n"));
}
