//! Stems to master.
