//! The `wildtrack` command: make a soundtrack here, look at a clip, keep recordings, serve others, keep accounts.

mod account;
mod analyse;
mod attention;
mod cues;
mod delivery;
mod desk;
mod doctor;
mod imagine;
mod key;
mod library;
mod pack;
mod render;
mod retention;
mod serve;
mod size;
mod table;
mod when;

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
    /// Take cue sheets to spreadsheets and players and back, and check them
    Cues(cues::Args),
    /// Serve the HTTP API
    Serve(serve::Args),
    /// Keep the accounts of a server
    Account(account::Args),
    /// Keep packs of recordings: index your own, list, credits, check
    Library(library::Args),
    /// Keep the keys of an account: list, create, rotate, revoke
    Key(key::Args),
    /// Grant an account units, and see what is left of them
    Pack(pack::Args),
    /// See callbacks that were given up, and send them again
    Delivery(delivery::Args),
    /// Let results be cleared again after the clock was set
    Retention(retention::Args),
    /// Say what is missing on this machine, and how to get it
    Doctor(doctor::Args),
}

fn main() -> ExitCode {
    let done = match Cli::parse().command {
        Command::Render(args) => render::run(&args),
        Command::Imagine(args) => imagine::run(&args),
        Command::Analyse(args) => analyse::run(&args),
        Command::Cues(args) => cues::run(&args),
        Command::Serve(args) => serve::run(args),
        Command::Account(args) => account::run(args),
        Command::Library(args) => library::run(&args),
        Command::Key(args) => key::run(args),
        Command::Pack(args) => pack::run(args),
        Command::Delivery(args) => delivery::run(args),
        Command::Retention(args) => retention::run(args),
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

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn no_two_arguments_of_a_command_are_in_each_others_way() {
        super::Cli::command().debug_assert();
    }
}
