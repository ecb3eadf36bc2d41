//! The `wildtrack` command: make a soundtrack here, look at a clip, serve others, keep accounts.

mod account;
mod analyse;
mod attention;
mod doctor;
mod imagine;
mod render;
mod serve;

use clap::{Parser, Subcommand};
use std::process::ExitCode;

/// Sound for silent video: synced foley, ambience and music, on your own machine.
#[derive(Debug, Parser)]
#[command(name = "wildtrack", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make the soundtrack of a clip: mp4, wav, mp3, stems, cue sheet, report and a picture of what was heard
    Render(render::Args),
    /// Make a sound from words alone: wav, mp3, stems, cue sheet, report and a picture of what was heard
    Imagine(imagine::Args),
    /// Say what happens in a clip, as JSON: shots, impacts, regular motion, flashes
    Analyse(analyse::Args),
    /// Serve the HTTP API
    Serve(serve::Args),
    /// Keep the accounts of a server
    Account(account::Args),
    /// Say what is missing on this machine, and how to get it
    Doctor(doctor::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Render(args) => render::run(&args),
        Command::Imagine(args) => imagine::run(&args),
        Command::Analyse(args) => analyse::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Account(args) => account::run(args),
        Command::Doctor(args) => doctor::run(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("wildtrack: {error:#}");
            ExitCode::FAILURE
        }
    }
}
