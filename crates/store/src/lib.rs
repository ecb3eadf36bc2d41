//! Tasks, claims, accounts and deliveries in SQLite.
