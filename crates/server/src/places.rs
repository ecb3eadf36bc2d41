//! Places that are held for long, so many in all and so many for each account, so that one account leaves some to others.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use store::AccountId;

/// So many places.
#[derive(Clone)]
pub(crate) struct Places {
    most: usize,
    per_account: usize,
    held: Arc<Mutex<HashMap<AccountId, usize>>>,
}

/// A place that is held until this is dropped.
pub(crate) struct Place {
    account: AccountId,
    held: Arc<Mutex<HashMap<AccountId, usize>>>,
}

impl Places {
    pub(crate) fn new(most: usize, per_account: usize) -> Places {
        Places { most, per_account, held: Arc::default() }
    }

    /// A place, if there is one for this account.
    pub(crate) fn take(&self, account: AccountId) -> Option<Place> {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        let all: usize = held.values().sum();
        let own = held.get(&account).copied().unwrap_or_default();
        if all >= self.most || own >= self.per_account {
            return None;
        }
        held.insert(account, own + 1);
        Some(Place { account, held: self.held.clone() })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        match held.get_mut(&self.account) {
            Some(own) if *own > 1 => *own -= 1,
            _ => {
                held.remove(&self.account);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_account_leaves_places_to_others_and_gives_back_what_it_held() {
        let places = Places::new(3, 2);
        let (alice, bob) = (AccountId(1), AccountId(2));
        let first = places.take(alice).unwrap();
        let _second = places.take(alice).unwrap();
        assert!(places.take(alice).is_none());
        let _bobs = places.take(bob).unwrap();
        assert!(places.take(bob).is_none(), "there are three in all");
        drop(first);
        assert!(places.take(bob).is_some());
        assert!(places.take(alice).is_some());
    }
}
