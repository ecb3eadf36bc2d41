//! The launcher: confines this process and becomes the program of an order.

use std::convert::Infallible;
use std::ffi::{CString, OsStr, OsString};
use std::fs::File;
use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::ffi::OsStringExt;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use nix::fcntl::AtFlags;
use rustix::io::fcntl_dupfd_cloexec;
use rustix::process::{Pid, Signal, getppid, set_parent_process_death_signal, setrlimit};
use rustix::thread::{CapabilitySet, CapabilitySets, set_capabilities};

use super::{CONFINED, Order, TRIAL, calls, ceilings, files, spending, trial};
use crate::child::PATH;

/// What a launcher ends with when it could not become the program.
pub(crate) const BROKEN: u8 = 125;
/// What it says then, before the reason.
pub(crate) const LAMENT: &str = "confinement: ";
/// Numbers of open files that are looked at: whoever started us may have left some open.
const INHERITED: i32 = 4096;

/// To be called first in `main` of every program that serves as a launcher ([`crate::Tools::launcher`]), with its
/// arguments, while it has one thread. Does nothing where they do not ask for a launcher; otherwise this process is
/// confined and becomes another program, or ends with the code that this gives.
pub fn become_confined(mut args: impl Iterator<Item = OsString>) -> Option<ExitCode> {
    let word = args.nth(1)?;
    if word == TRIAL {
        return Some(trial::perform(args));
    }
    if word != CONFINED {
        return None;
    }
    let order = Order::read(args).ok_or_else(|| "this is not an order".to_owned());
    let Err(reason) = order.and_then(|order| launch(&order));
    let _unheard = writeln!(std::io::stderr(), "{LAMENT}{reason}");
    Some(ExitCode::from(BROKEN))
}

/// Every step must succeed. What needs the most rights comes first, what takes the most last.
fn launch(order: &Order) -> Result<Infallible, String> {
    let step = |what: &'static str| move |e: rustix::io::Errno| format!("{what}: {e}");
    let path = found(&order.program);
    let program = File::open(&path).map_err(|e| format!("the program cannot be read: {e}"))?;
    // Above the limit of open files, see `calls.rs`; closed by becoming the program.
    let program = fcntl_dupfd_cloexec(program, spending::MOST_OPEN as i32 * 2).map_err(step("a number"))?;
    let program = File::from(program);
    (3..INHERITED).filter(|fd| *fd != program.as_raw_fd()).for_each(|fd| {
        // Most are not open.
        let _ = nix::unistd::close(fd);
    });
    die_with(order.parent)?;
    files::confine(order, &program, &path)?;
    set_capabilities(None, few()).map_err(step("capabilities"))?;
    for (resource, limit) in ceilings(&order.spending) {
        setrlimit(resource, limit).map_err(step("limits"))?;
    }
    calls::confine(program.as_raw_fd())?;
    become_it(&program, order)
}

/// Where `program` lies: the environment says nothing here.
fn found(program: &OsStr) -> PathBuf {
    if Path::new(program).components().count() > 1 {
        return program.into();
    }
    let mut places = PATH.split(':').map(|folder| Path::new(folder).join(program));
    places.find(|path| path.is_file()).unwrap_or_else(|| program.into())
}

/// However the parent ends, so does this process.
fn die_with(parent: u32) -> Result<(), String> {
    set_parent_process_death_signal(Some(Signal::KILL)).map_err(|e| format!("the parent's death: {e}"))?;
    let same = getppid().map(Pid::as_raw_nonzero).is_some_and(|pid| pid.get().unsigned_abs() == parent);
    if same { Ok(()) } else { Err("the parent has gone".into()) }
}

/// What root keeps of its rights: it may open the files that it was given, whoever owns them.
fn few() -> CapabilitySets {
    let kept = CapabilitySet::DAC_OVERRIDE | CapabilitySet::DAC_READ_SEARCH;
    let had = rustix::thread::capabilities(None).map_or(CapabilitySet::empty(), |sets| sets.permitted);
    let none = CapabilitySet::empty();
    CapabilitySets { effective: had & kept, permitted: had & kept, inheritable: none }
}

/// Into the program, with an empty environment.
fn become_it(program: &File, order: &Order) -> Result<Infallible, String> {
    let text = |word: &OsString| CString::new(word.clone().into_vec());
    let words = [&order.program].into_iter().chain(&order.args).map(text);
    let words: Vec<CString> = words.collect::<Result<_, _>>().map_err(|e| e.to_string())?;
    let nothing: [&std::ffi::CStr; 0] = [];
    nix::unistd::execveat(program, c"", &words, &nothing, AtFlags::AT_EMPTY_PATH)
        .map_err(|e| format!("the program cannot be started: {e}"))
}
