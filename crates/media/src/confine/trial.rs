//! The trial: a planted program that tries what a hijacked decoder would, confined like one. All of it must fail.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use rustix::fs::{MemfdFlags, Mode};
use rustix::io::Errno;
use rustix::net::{AddressFamily, SocketFlags, SocketType};
use rustix::process::{Resource, Rlimit, getppid};

use super::{Spending, TRIAL, spending};
use crate::child::{self, Appetite, Call};
use crate::{Error, Limits, Patient, Result, Tools};

/// One thing that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attempt {
    /// What, in a few words.
    pub what: String,
    /// Whether it went as it must: what is forbidden was denied, what is needed was granted.
    pub held: bool,
    /// What the system said.
    pub said: String,
}

/// Lets a program try, under the same confinement as FFmpeg, to read, write, connect, start programs, look into other
/// processes and use too much.
///
/// # Errors
/// [`Error::Tool`] where there is no launcher or it cannot confine; [`Error::Io`] where the scratch folder fails.
pub fn trial(tools: &Tools) -> Result<Vec<Attempt>> {
    let Some(launcher) = &tools.launcher else {
        return Err(Error::Tool("confinement: there is no launcher".to_owned()));
    };
    let io = |source| Error::Io { what: "preparing the trial", source };
    let folder = tempfile::Builder::new().prefix("media-").tempdir_in(&tools.scratch).map_err(io)?;
    let [given, list, secret] = ["given", "list", "secret"].map(|name| folder.path().join(name));
    [&given, &list, &secret].into_iter().try_for_each(|path| fs::write(path, b"words")).map_err(io)?;
    let limits = Limits::default();
    let call = Call {
        program: launcher,
        args: [TRIAL.into()].into_iter().chain([&given, &list, &secret].map(OsString::from)).collect(),
        reads: vec![given.clone()],
        writes: vec![list.clone()],
        spending: Spending { cpu_s: 5, memory_bytes: limits.child_memory_bytes, file_bytes: 1 << 20 },
        launcher: Some(launcher),
        wall_s: 20,
        watch: &Patient,
    };
    let mut text = Vec::new();
    let outcome = child::run(&call, &mut |piece| {
        text.extend_from_slice(piece);
        Appetite::More
    })?;
    let attempts: Vec<Attempt> = String::from_utf8_lossy(&text).lines().filter_map(heard).collect();
    // A trial that ends early has tried less.
    if attempts.len() != ATTEMPTS.len() {
        let said = outcome.murmur.lines().next().unwrap_or("the trial did not come to its end");
        return Err(Error::Tool(said.to_owned()));
    }
    Ok(attempts)
}

fn heard(line: &str) -> Option<Attempt> {
    let mut fields = line.split('\t');
    let (held, what, said) = (fields.next()?, fields.next()?, fields.next()?);
    Some(Attempt { what: what.to_owned(), held: held == "held", said: said.to_owned() })
}

/// What the planted program was given, and what it knows but was not given.
struct Ground {
    given: PathBuf,
    list: PathBuf,
    secret: PathBuf,
}

#[derive(PartialEq, Eq)]
enum Must {
    Fail,
    Succeed,
}

type Try = fn(&Ground) -> io::Result<()>;

/// So many of them, the last, would end the program or stop its parent if they could: not tried once something else was
/// granted.
const HARMFUL: usize = 4;

/// Everything that is tried, in order.
const ATTEMPTS: [(Must, &str, Try); 37] = [
    (Must::Succeed, "read the file that was given", |on| read(&on.given)),
    (Must::Succeed, "write the list that was given", |on| fs::write(&on.list, b"list")),
    (Must::Succeed, "start a thread", |_| {
        std::thread::Builder::new().spawn(|| ())?.join().map_err(|_| io::ErrorKind::Other.into())
    }),
    (Must::Succeed, "use 256 MB of memory", |_| reserve(256 << 20)),
    (Must::Fail, "read /etc/passwd", |_| read(Path::new("/etc/passwd"))),
    (Must::Fail, "read a file beside the given one", |on| read(&on.secret)),
    (Must::Fail, "list the root folder", |_| fs::read_dir("/").map(drop)),
    (Must::Fail, "list the scratch folder", |on| {
        fs::read_dir(on.given.parent().unwrap_or(Path::new("/"))).map(drop)
    }),
    (Must::Fail, "read the server's environment", |_| read(&of_parent("environ"))),
    (Must::Fail, "read the server's memory", |_| File::open(of_parent("mem")).map(drop)),
    (Must::Fail, "write the file that was given to read", |on| open_to_write(&on.given)),
    (Must::Fail, "write a file beside the given one", |on| open_to_write(&on.secret)),
    (Must::Fail, "cut short the file that was given to read", |on| {
        let flags = rustix::fs::OFlags::RDONLY | rustix::fs::OFlags::TRUNC;
        Ok(rustix::fs::open(&on.given, flags, Mode::empty()).map(drop)?)
    }),
    (Must::Fail, "make a file beside the given one", |on| {
        File::create(on.given.with_extension("new")).map(drop)
    }),
    (Must::Fail, "make a file in /tmp", |_| File::create("/tmp/wildtrack-trial").map(drop)),
    (Must::Fail, "make a file in /dev/shm", |_| File::create("/dev/shm/wildtrack-trial").map(drop)),
    (Must::Fail, "make a folder", |on| fs::create_dir(on.given.with_extension("folder"))),
    (Must::Fail, "remove the given file", |on| fs::remove_file(&on.given)),
    (Must::Fail, "rename the given file", |on| fs::rename(&on.given, &on.secret)),
    (Must::Fail, "link to a file", |on| {
        std::os::unix::fs::symlink(&on.secret, on.given.with_extension("link"))
    }),
    (Must::Fail, "change a file's mode", |on| Ok(rustix::fs::chmod(&on.given, Mode::RWXU)?)),
    (Must::Fail, "make a file of memory", |_| {
        Ok(rustix::fs::memfd_create(c"trial", MemfdFlags::empty()).map(drop)?)
    }),
    (Must::Fail, "open a TCP socket", |_| socket(AddressFamily::INET, SocketType::STREAM)),
    (Must::Fail, "open a TCP socket for IPv6", |_| socket(AddressFamily::INET6, SocketType::STREAM)),
    (Must::Fail, "open a UDP socket", |_| socket(AddressFamily::INET, SocketType::DGRAM)),
    (Must::Fail, "open a local socket", |_| socket(AddressFamily::UNIX, SocketType::STREAM)),
    (Must::Fail, "open a netlink socket", |_| socket(AddressFamily::NETLINK, SocketType::RAW)),
    (Must::Fail, "start a process", |_| Command::new("/proc/self/exe").arg("help").spawn().map(drop)),
    (Must::Fail, "signal the server", |_| Ok(getppid().map_or(Ok(()), rustix::process::test_kill_process)?)),
    (Must::Fail, "leave the process group", |_| Ok(rustix::process::setsid().map(drop)?)),
    (Must::Fail, "raise a limit", |_| {
        let endless = Rlimit { current: None, maximum: None };
        Ok(rustix::process::setrlimit(Resource::Data, endless)?)
    }),
    (Must::Fail, "open 32 files", |on| {
        let files = (0..spending::MOST_OPEN).map(|_| File::open(&on.given));
        files.collect::<io::Result<Vec<_>>>().map(drop)
    }),
    (Must::Fail, "use 10 GB of memory", |_| reserve(10 << 30)),
    (Must::Fail, "become another program", |_| Err(Command::new("/proc/self/exe").arg("help").exec())),
    (Must::Fail, "become another program by its number", |_| {
        let program = File::open("/proc/self/exe")?;
        let flags = nix::fcntl::AtFlags::AT_EMPTY_PATH;
        let words: [&std::ffi::CStr; 0] = [];
        nix::unistd::execveat(program, c"", &words, &words, flags).map_err(io::Error::from).map(drop)
    }),
    (Must::Fail, "trace the server", |_| Ok(nix::sys::ptrace::attach(nix::unistd::getppid())?)),
    (Must::Fail, "be traced", |_| Ok(nix::sys::ptrace::traceme()?)),
];

/// The planted program. Its arguments are the paths of [`Ground`].
pub(super) fn perform(args: impl Iterator<Item = OsString>) -> ExitCode {
    let mut paths = args.map(PathBuf::from);
    let (Some(given), Some(list), Some(secret)) = (paths.next(), paths.next(), paths.next()) else {
        return ExitCode::FAILURE;
    };
    let ground = Ground { given, list, secret };
    let mut well = true;
    for (number, (must, what, attempt)) in ATTEMPTS.into_iter().enumerate() {
        let is_safe = well || number + HARMFUL < ATTEMPTS.len();
        let outcome = if is_safe { attempt(&ground) } else { Err(io::Error::other("not tried after that")) };
        let held = match must {
            Must::Fail => outcome.as_ref().err().is_some_and(denied),
            Must::Succeed => outcome.is_ok(),
        };
        let said = outcome.map_or_else(|e| e.to_string(), |()| "it was done".to_owned());
        well &= held;
        let held = if held { "held" } else { "BROKEN" };
        if writeln!(io::stdout(), "{held}\t{what}\t{said}").is_err() {
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Whether it was forbidden; an attempt that fails for another reason proves nothing.
fn denied(error: &io::Error) -> bool {
    let codes = [Errno::PERM, Errno::ACCESS, Errno::NOMEM, Errno::MFILE].map(Errno::raw_os_error);
    error.kind() == io::ErrorKind::OutOfMemory
        || error.raw_os_error().is_some_and(|code| codes.contains(&code))
}

fn read(path: &Path) -> io::Result<()> {
    File::open(path)?.read_exact(&mut [0; 1])
}

fn open_to_write(path: &Path) -> io::Result<()> {
    OpenOptions::new().append(true).open(path).map(drop)
}

fn of_parent(what: &str) -> PathBuf {
    let parent = getppid().map_or(0, |pid| pid.as_raw_nonzero().get());
    format!("/proc/{parent}/{what}").into()
}

fn socket(family: AddressFamily, kind: SocketType) -> io::Result<()> {
    Ok(rustix::net::socket_with(family, kind, SocketFlags::CLOEXEC, None).map(drop)?)
}

fn reserve(bytes: usize) -> io::Result<()> {
    let mut memory: Vec<u8> = Vec::new();
    memory.try_reserve_exact(bytes).map_err(|_| io::ErrorKind::OutOfMemory)?;
    // Looked at, so that no compiler leaves it out.
    std::hint::black_box(&mut memory);
    Ok(())
}
