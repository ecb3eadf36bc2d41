//! HTTP in, work out.
