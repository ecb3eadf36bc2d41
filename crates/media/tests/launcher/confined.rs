//! A launcher and nothing else, for tests: they have no program of their own that could be one.

use std::process::ExitCode;

fn main() -> ExitCode {
    media::become_confined(std::env::args_os()).unwrap_or(ExitCode::FAILURE)
}
