//! One child process under our limits: drained without deadlock, stopped with its whole group, always reaped.

use std::ffi::OsString;
use std::io::{self, Read};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::Duration;

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, Signal, kill_process_group, prlimit};
use rustix::time::{
    Itimerspec, TimerfdClockId, TimerfdFlags, TimerfdTimerFlags, timerfd_create, timerfd_settime,
};

use crate::confine::{BROKEN, CONFINED, LAMENT, Order, Spending, ceilings};
use crate::{Error, Result, Watch};

/// How long a silent child may keep us from asking the watch.
const PATIENCE: Timespec = Timespec { tv_sec: 0, tv_nsec: 50_000_000 };
/// What is kept of the first and of the last things a child said.
const MURMUR_BYTES: usize = 4096;
/// Where programs are looked for. The environment is not handed down, so a child learns nothing from it.
pub(crate) const PATH: &str = "/usr/local/bin:/usr/bin:/bin:/opt/homebrew/bin";

/// What to run and under which limits.
pub(crate) struct Call<'a> {
    pub program: &'a Path,
    pub args: Vec<OsString>,
    /// Files that it may read.
    pub reads: Vec<PathBuf>,
    /// Files that it may write and read; they exist.
    pub writes: Vec<PathBuf>,
    pub spending: Spending,
    /// Who confines the child; without one it may do all that we may.
    pub launcher: Option<&'a Path>,
    /// Longest time that it may take, asleep or not, seconds.
    pub wall_s: u64,
    pub watch: &'a dyn Watch,
}

/// Whether more of a child's output is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Appetite {
    More,
    Enough,
}

/// How a child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// It finished its work.
    Done,
    /// We had enough and ended it.
    Cut,
    /// It gave up by itself.
    Failed,
    /// It used up its CPU time, or all the time there was.
    OutOfTime,
    /// A signal ended it.
    Crashed,
}

/// How a child ended and what it said.
pub(crate) struct Outcome {
    pub end: End,
    /// The first and the last lines of its standard error.
    pub murmur: String,
}

/// Runs `call` to its end; every piece of its standard output goes to `sink`. When the watch says stop, the child's
/// whole process group is dead and reaped before this returns.
pub(crate) fn run(call: &Call<'_>, sink: &mut dyn FnMut(&[u8]) -> Appetite) -> Result<Outcome> {
    let bell = bell(call.wall_s).map_err(|e| Error::Io { what: "setting a timer", source: e.into() })?;
    let mut leash = spawn(call)?;
    let mut out = leash.child.stdout.take();
    let mut err = leash.child.stderr.take();
    let mut murmur = Murmur::default();
    let mut buffer = vec![0; 1 << 16];
    while out.is_some() || err.is_some() {
        call.watch.check()?;
        let [out_ready, err_ready, rung] = readable(&out, &err, &bell)?;
        if rung {
            return Ok(Outcome { end: End::OutOfTime, murmur: murmur.text() });
        }
        if err_ready {
            let n = read_some(&mut err, &mut buffer)?;
            murmur.hear(&buffer[..n]);
        }
        if out_ready {
            let n = read_some(&mut out, &mut buffer)?;
            if n > 0 && sink(&buffer[..n]) == Appetite::Enough {
                return Ok(Outcome { end: End::Cut, murmur: murmur.text() });
            }
        }
    }
    let Some(status) = leash.wait(call.watch, &bell)? else {
        return Ok(Outcome { end: End::OutOfTime, murmur: murmur.text() });
    };
    let murmur = murmur.text();
    if status.code() == Some(BROKEN.into()) && murmur.starts_with(LAMENT) {
        return Err(Error::Tool(murmur.lines().next().unwrap_or_default().to_owned()));
    }
    Ok(Outcome { end: judged(status), murmur })
}

/// Rings once, after so many seconds. A timer of the kernel's and no look at a clock.
fn bell(wall_s: u64) -> rustix::io::Result<OwnedFd> {
    let bell = timerfd_create(TimerfdClockId::Monotonic, TimerfdFlags::CLOEXEC | TimerfdFlags::NONBLOCK)?;
    let never = Timespec { tv_sec: 0, tv_nsec: 0 };
    let once = Timespec { tv_sec: wall_s.clamp(1, 1 << 30) as i64, tv_nsec: 0 };
    timerfd_settime(&bell, TimerfdTimerFlags::empty(), &Itimerspec { it_interval: never, it_value: once })?;
    Ok(bell)
}

fn spawn(call: &Call<'_>) -> Result<Leash> {
    let mut command = match call.launcher {
        Some(launcher) => {
            let mut command = Command::new(launcher);
            command.arg(CONFINED).args(order(call).words()).env_clear();
            command
        }
        None => {
            let mut command = Command::new(call.program);
            command.args(&call.args).env_clear().env("PATH", PATH).env("LC_ALL", "C");
            command
        }
    };
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).process_group(0);
    let child = command.spawn().map_err(|source| match source.kind() {
        io::ErrorKind::NotFound => Error::Tool("the program is not installed".to_owned()),
        _ => Error::Io { what: "starting ffmpeg", source },
    })?;
    let leash = Leash { child, reaped: false };
    if call.launcher.is_none() {
        limit(&leash, call).map_err(|e| Error::Io { what: "limiting ffmpeg", source: e.into() })?;
    }
    Ok(leash)
}

fn order(call: &Call<'_>) -> Order {
    Order {
        parent: std::process::id(),
        spending: call.spending,
        reads: call.reads.clone(),
        writes: call.writes.clone(),
        program: call.program.into(),
        args: call.args.clone(),
    }
}

/// Puts the limits on an unconfined child that runs already: without `unsafe` there is no way to do it between fork and
/// exec. It has not read a byte of the clip by then; it is still loading its libraries.
fn limit(leash: &Leash, call: &Call<'_>) -> rustix::io::Result<()> {
    for (resource, limit) in ceilings(&call.spending) {
        match prlimit(leash.pid(), resource, limit) {
            Ok(_) | Err(Errno::SRCH) => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

fn judged(status: ExitStatus) -> End {
    match status.signal() {
        None if status.success() => End::Done,
        None => End::Failed,
        Some(signal) if signal == Signal::XCPU.as_raw() => End::OutOfTime,
        Some(_) => End::Crashed,
    }
}

/// Which of the two pipes has something to read (an end of file counts), and whether the bell has rung, after at most
/// [`PATIENCE`].
fn readable(out: &Option<impl AsFd>, err: &Option<impl AsFd>, bell: &OwnedFd) -> Result<[bool; 3]> {
    let mut wanted = vec![PollFd::new(bell, PollFlags::IN)];
    wanted.extend(out.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
    wanted.extend(err.as_ref().map(|pipe| PollFd::new(pipe, PollFlags::IN)));
    match poll(&mut wanted, Some(&PATIENCE)) {
        Ok(_) | Err(Errno::INTR) => {}
        Err(e) => return Err(Error::Io { what: "waiting for ffmpeg", source: e.into() }),
    }
    let mut ready = wanted.iter().map(|fd| !fd.revents().is_empty());
    let rung = ready.next() == Some(true);
    let out_ready = out.is_some() && ready.next() == Some(true);
    Ok([out_ready, err.is_some() && ready.next() == Some(true), rung])
}

/// One read from a pipe that has something; the pipe is closed at its end.
fn read_some(pipe: &mut Option<impl Read>, buffer: &mut [u8]) -> Result<usize> {
    let Some(open) = pipe.as_mut() else { return Ok(0) };
    match open.read(buffer) {
        Ok(0) => {
            *pipe = None;
            Ok(0)
        }
        Ok(n) => Ok(n),
        Err(e) if e.kind() == io::ErrorKind::Interrupted => Ok(0),
        Err(source) => Err(Error::Io { what: "reading from ffmpeg", source }),
    }
}

/// Holds a child; letting go kills its group and reaps it.
struct Leash {
    child: Child,
    reaped: bool,
}

impl Leash {
    fn pid(&self) -> Option<Pid> {
        Some(Pid::from_child(&self.child))
    }

    /// Waits for a child that has closed its pipes; `None` when the bell rings first.
    fn wait(&mut self, watch: &dyn Watch, bell: &OwnedFd) -> Result<Option<ExitStatus>> {
        loop {
            let ended =
                self.child.try_wait().map_err(|source| Error::Io { what: "waiting for ffmpeg", source })?;
            if let Some(status) = ended {
                self.reaped = true;
                return Ok(Some(status));
            }
            watch.check()?;
            let mut wanted = [PollFd::new(bell, PollFlags::IN)];
            if poll(&mut wanted, Some(&Timespec { tv_sec: 0, tv_nsec: 0 })) == Ok(1) {
                return Ok(None);
            }
            std::thread::sleep(Duration::from_millis(2));
        }
    }
}

impl Drop for Leash {
    fn drop(&mut self) {
        if !self.reaped {
            // Not yet reaped, so its number cannot belong to anybody else. Both calls fail only if it is gone already.
            let _ = kill_process_group(Pid::from_child(&self.child), Signal::KILL);
            let _ = self.child.wait();
        }
    }
}

/// The first and the last [`MURMUR_BYTES`] of what a child said; a million lines cost no more.
#[derive(Default)]
struct Murmur {
    first: Vec<u8>,
    last: Vec<u8>,
}

impl Murmur {
    fn hear(&mut self, bytes: &[u8]) {
        let room = MURMUR_BYTES - self.first.len();
        let (first, rest) = bytes.split_at(room.min(bytes.len()));
        self.first.extend_from_slice(first);
        self.last.extend_from_slice(rest);
        let surplus = self.last.len().saturating_sub(MURMUR_BYTES);
        self.last.drain(..surplus);
    }

    fn text(&self) -> String {
        let all = [self.first.as_slice(), self.last.as_slice()].concat();
        String::from_utf8_lossy(&all).into_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Patient, Stage, Stop};
    use std::sync::atomic::{AtomicUsize, Ordering};

    const PLENTY: Spending = Spending { cpu_s: 60, memory_bytes: 1 << 30, file_bytes: 1 << 20 };

    fn call<'a>(script: &str, spending: Spending, watch: &'a dyn Watch) -> Call<'a> {
        let args = ["-c", script].map(OsString::from).to_vec();
        let (reads, writes) = (Vec::new(), Vec::new());
        Call { program: Path::new("sh"), args, reads, writes, spending, launcher: None, wall_s: 60, watch }
    }

    /// Says stop at the `n`th time it is asked.
    struct StopAt(AtomicUsize, usize);

    impl Watch for StopAt {
        fn check(&self) -> std::result::Result<(), Stop> {
            if self.0.fetch_add(1, Ordering::Relaxed) < self.1 { Ok(()) } else { Err(Stop::Cancelled) }
        }
        fn reached(&self, _: Stage, _: f32) {}
    }

    #[test]
    fn output_and_complaints_are_drained_together_and_complaints_stay_bounded() {
        let script = "i=0; while [ $i -lt 4000 ]; do echo 'a line of complaint, long enough to fill pipes' >&2; echo out; i=$((i+1)); done";
        let mut bytes = 0;
        let outcome = run(&call(script, PLENTY, &Patient), &mut |piece| {
            bytes += piece.len();
            Appetite::More
        })
        .unwrap();
        assert_eq!((outcome.end, bytes), (End::Done, 16_000));
        assert!(outcome.murmur.len() <= 2 * MURMUR_BYTES);
    }

    #[test]
    fn a_stop_kills_the_child_and_its_children() {
        let watch = StopAt(AtomicUsize::new(0), 4);
        let mut said = String::new();
        let ended = run(&call("sleep 60 & echo $!; wait", PLENTY, &watch), &mut |piece| {
            said.push_str(std::str::from_utf8(piece).unwrap());
            Appetite::More
        });
        assert!(matches!(ended, Err(Error::Stopped(Stop::Cancelled))));
        assert!(gone(said.trim()), "the grandchild {said} lives");
    }

    /// True once no process of that number runs (a zombie that nobody has reaped yet does not count).
    fn gone(pid: &str) -> bool {
        for _ in 0..100 {
            let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
            if state.is_empty() || state.contains(") Z ") {
                return true;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        false
    }

    #[test]
    fn a_child_has_our_limits_and_none_of_our_environment() {
        let spending = Spending { cpu_s: 7, ..PLENTY };
        let mut said = Vec::new();
        // The limits arrive just after the start, so the child waits a moment before it looks.
        let script =
            "sleep 0.2; ulimit -t; ulimit -d; ulimit -v; ulimit -n; ulimit -c; ulimit -f; echo [$HOME]";
        run(&call(script, spending, &Patient), &mut |piece| {
            said.extend_from_slice(piece);
            Appetite::More
        })
        .unwrap();
        assert_eq!(String::from_utf8(said).unwrap(), "7\n1048576\n2097152\n32\n0\n2048\n[]\n");
    }

    #[test]
    fn a_child_that_burns_its_cpu_time_is_ended_for_that_reason() {
        let spending = Spending { cpu_s: 1, ..PLENTY };
        let outcome = run(&call("while :; do :; done", spending, &Patient), &mut |_| Appetite::More).unwrap();
        assert_eq!(outcome.end, End::OutOfTime);
    }

    #[test]
    fn a_child_that_sleeps_on_is_ended_with_its_children_when_the_bell_rings() {
        let call = Call { wall_s: 1, ..call("sleep 60 & echo $!; exec >&- 2>&-; wait", PLENTY, &Patient) };
        let mut said = String::new();
        let outcome = run(&call, &mut |piece| {
            said.push_str(std::str::from_utf8(piece).unwrap());
            Appetite::More
        });
        assert_eq!(outcome.unwrap().end, End::OutOfTime);
        assert!(gone(said.trim()), "the grandchild {said} lives");
    }

    #[test]
    fn a_missing_program_is_a_matter_for_the_operator() {
        let call = Call { program: Path::new("no-such-program"), ..call("", PLENTY, &Patient) };
        assert!(matches!(run(&call, &mut |_| Appetite::More), Err(Error::Tool(_))));
    }
}
