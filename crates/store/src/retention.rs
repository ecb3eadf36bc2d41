//! Retention: results and sources are cleared when their time is over, unless the clock cannot be believed.

use crate::faults::step;
use crate::files::{VIDEO_IN_USE, clear_artifacts, clear_video, result_in_use};
use crate::tasks::texts;
use crate::{Result, Store, tasks};
use rusqlite::{Connection, OptionalExtension};

/// A clock that stands further than this past the last time that was believed has leapt, or nobody was here for long.
const LONGEST_LEAP_MS: i64 = 24 * 3600 * 1000;

/// What was cleared.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cleared {
    /// Tasks whose files are to go.
    pub tasks: u32,
    /// Sources whose files are to go.
    pub videos: u32,
    /// The keys of the files to remove.
    pub keys: Vec<String>,
}

impl Store {
    /// Whether `now_ms` can be believed: it lies at most a day past the latest time that was. If so, it is remembered.
    /// The first time of all is believed.
    pub async fn believe_clock(&self, now_ms: i64) -> Result<bool> {
        self.write(move |db| believe(db, now_ms)).await
    }

    /// Believes `now_ms` because somebody says that it is right. Gives back the latest time that was believed before.
    pub async fn confirm_clock(&self, now_ms: i64) -> Result<Option<i64>> {
        self.write(move |db| {
            let seen_ms = seen(db)?;
            let sql =
                "INSERT INTO clock VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET seen_ms = excluded.seen_ms";
            db.execute(sql, [now_ms])?;
            Ok(seen_ms)
        })
        .await
    }

    /// Marks what has lain here for `retention_ms` as cleared, at most `most` tasks and `most` sources: nobody can name
    /// their files any more, which the caller removes. What an open task works on waits for its end. The caller has asked
    /// `believe_clock`.
    pub async fn clear(&self, now_ms: i64, retention_ms: i64, most: u32) -> Result<Cleared> {
        let until_ms = now_ms.saturating_sub(retention_ms);
        self.write(move |db| {
            let mut cleared = Cleared::default();
            for id in texts(db, &tasks_over(), (until_ms, most))? {
                let task = tasks::by_id(db, &id)?;
                cleared.keys.extend(clear_artifacts(db, &task, now_ms)?);
                db.prepare_cached("UPDATE tasks SET cleared_ms = ?2 WHERE id = ?1")?
                    .execute((&id, now_ms))?;
                step("clear.marked");
                cleared.tasks += 1;
            }
            for id in texts(db, &videos_over(), (until_ms, most))? {
                cleared.keys.extend(clear_video(db, &id, now_ms)?);
                cleared.videos += 1;
            }
            Ok(cleared)
        })
        .await
    }
}

fn tasks_over() -> String {
    format!(
        "SELECT id FROM tasks WHERE state = 2 AND cleared_ms IS NULL AND deleted_ms IS NULL AND ended_ms <= ?1
        AND NOT {} ORDER BY ended_ms LIMIT ?2",
        result_in_use()
    )
}

fn videos_over() -> String {
    format!(
        "SELECT id FROM videos v INDEXED BY videos_to_clear WHERE cleared_ms IS NULL AND key GLOB 'videos/*'
        AND created_ms <= ?1 AND NOT {VIDEO_IN_USE} ORDER BY created_ms LIMIT ?2"
    )
}

fn believe(db: &Connection, now_ms: i64) -> Result<bool> {
    match seen(db)? {
        Some(seen_ms) if now_ms > seen_ms.saturating_add(LONGEST_LEAP_MS) => Ok(false),
        _ => {
            let sql = "INSERT INTO clock VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET seen_ms = MAX(seen_ms, excluded.seen_ms)";
            db.prepare_cached(sql)?.execute([now_ms])?;
            Ok(true)
        }
    }
}

fn seen(db: &Connection) -> Result<Option<i64>> {
    Ok(db.prepare_cached("SELECT seen_ms FROM clock")?.query_row((), |row| row.get(0)).optional()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::tests::plan;
    use expect_test::expect;

    #[test]
    fn what_is_to_be_cleared_is_a_range_of_an_index() {
        expect![[r#"
            SEARCH tasks USING INDEX tasks_to_clear (ended_ms<?)
            CORRELATED SCALAR SUBQUERY 3
            SEARCH a USING INDEX sqlite_autoindex_artifacts_2 (task=?)
            SEARCH v USING INDEX videos_of_key (key=?)
            CORRELATED SCALAR SUBQUERY 1
            SEARCH user USING INDEX tasks_of_parent (parent=?)
            CORRELATED SCALAR SUBQUERY 2
            SEARCH user USING INDEX tasks_of_source (source=?)"#]]
        .assert_eq(&plan(&tasks_over()));
        expect![[r#"
            SEARCH v USING INDEX videos_to_clear (created_ms<?)
            CORRELATED SCALAR SUBQUERY 1
            SEARCH user USING INDEX tasks_of_parent (parent=?)
            CORRELATED SCALAR SUBQUERY 2
            SEARCH user USING INDEX tasks_of_source (source=?)"#]]
        .assert_eq(&plan(&videos_over()));
    }
}
