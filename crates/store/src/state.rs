//! The state machine of a task: what may follow what. The schema's triggers say the same a second time.

use crate::{Error, Result};
use rusqlite::types::{FromSql, FromSqlError, FromSqlResult, ToSql, ToSqlOutput, ValueRef};
use serde::{Deserialize, Serialize};

/// How far a task has come. It only ever moves forward: submitted → processing → succeed | failed, and from submitted
/// straight to failed when it is cancelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Accepted, never claimed.
    Submitted,
    /// Claimed at least once.
    Processing,
    /// Ended well; final.
    Succeed,
    /// Ended badly; final.
    Failed,
}

impl State {
    /// Every state, at the index that the database stores.
    pub const ALL: [State; 4] = [State::Submitted, State::Processing, State::Succeed, State::Failed];

    /// Whether nothing can follow.
    pub const fn is_final(self) -> bool {
        matches!(self, State::Succeed | State::Failed)
    }

    /// Whether `next` may follow directly.
    pub const fn may_become(self, next: State) -> bool {
        matches!(
            (self, next),
            (State::Submitted, State::Processing | State::Failed)
                | (State::Processing, State::Succeed | State::Failed)
        )
    }

    /// `next`, if it may follow; a caller that is asked for anything else has lost track of its task.
    pub(crate) fn to(self, next: State) -> Result<State> {
        if self.may_become(next) { Ok(next) } else { Err(Error::Lost) }
    }
}

impl ToSql for State {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::from(*self as u8))
    }
}

impl FromSql for State {
    fn column_result(value: ValueRef<'_>) -> FromSqlResult<State> {
        let number = value.as_i64()?;
        let index = usize::try_from(number).map_err(|_| FromSqlError::OutOfRange(number))?;
        State::ALL.get(index).copied().ok_or(FromSqlError::OutOfRange(number))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_only_moves_forward() {
        let moves: Vec<_> = State::ALL
            .into_iter()
            .flat_map(|from| State::ALL.into_iter().map(move |to| (from, to)))
            .filter(|(from, to)| from.may_become(*to))
            .collect();
        assert_eq!(
            moves,
            [
                (State::Submitted, State::Processing),
                (State::Submitted, State::Failed),
                (State::Processing, State::Succeed),
                (State::Processing, State::Failed)
            ]
        );
    }

    #[test]
    fn a_final_state_has_no_successor() {
        for state in State::ALL {
            assert_eq!(state.is_final(), State::ALL.into_iter().all(|next| !state.may_become(next)));
        }
    }
}
