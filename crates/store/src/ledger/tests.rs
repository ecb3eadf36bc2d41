//! Histories of units: what is reserved, charged and given back, against a model.

use super::*;
use crate::packs::{NewPack, PackKind, grant, packs};
use crate::schema::open_writer;

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
