//! The `wildtrack` command.
fn main() {}
