//! Housekeeping tasks for the workspace.
fn main() {}
