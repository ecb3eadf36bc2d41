//! Which system calls a confined program may make: what decoding, encoding and loading libraries need, from a list. All
//! else fails with EPERM: sockets, new processes, other programs, other processes' memory, io_uring, mounts, modes and
//! owners of files, whatever the next kernel brings.

use std::collections::BTreeMap;
use std::os::fd::RawFd;

use libc::{c_int, c_long};
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition, SeccompFilter, SeccompRule,
    TargetArch, apply_filter,
};

/// Allowed whatever their arguments are. Files come through `openat` alone, which Landlock judges.
const FREE: &[c_long] = &[
    // Bytes of open files.
    libc::SYS_read,
    libc::SYS_write,
    libc::SYS_readv,
    libc::SYS_writev,
    libc::SYS_pread64,
    libc::SYS_pwrite64,
    libc::SYS_lseek,
    libc::SYS_close,
    libc::SYS_fstat,
    libc::SYS_newfstatat,
    libc::SYS_statx,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_readlinkat,
    libc::SYS_getcwd,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    // Memory.
    libc::SYS_munmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_madvise,
    libc::SYS_brk,
    libc::SYS_mlock,
    // Threads.
    libc::SYS_futex,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_rseq,
    libc::SYS_sched_yield,
    libc::SYS_sched_getaffinity,
    libc::SYS_gettid,
    libc::SYS_exit,
    libc::SYS_exit_group,
    // Signals to itself.
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sigaltstack,
    libc::SYS_restart_syscall,
    // Time, chance, and what it is.
    libc::SYS_clock_gettime,
    libc::SYS_clock_getres,
    libc::SYS_clock_nanosleep,
    libc::SYS_nanosleep,
    libc::SYS_gettimeofday,
    libc::SYS_times,
    libc::SYS_getrandom,
    libc::SYS_getrusage,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getuid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getegid,
];

/// Older forms of the same that only this architecture has.
#[cfg(target_arch = "x86_64")]
const FREE_HERE: &[c_long] = &[
    libc::SYS_arch_prctl,
    libc::SYS_stat,
    libc::SYS_lstat,
    libc::SYS_access,
    libc::SYS_readlink,
    libc::SYS_poll,
    libc::SYS_select,
    libc::SYS_time,
    libc::SYS_getrlimit,
];
#[cfg(not(target_arch = "x86_64"))]
const FREE_HERE: &[c_long] = &[libc::SYS_getrlimit];

/// Every flag of `clone` that makes a namespace.
const NAMESPACES: c_int = libc::CLONE_NEWNS
    | libc::CLONE_NEWCGROUP
    | libc::CLONE_NEWUTS
    | libc::CLONE_NEWIPC
    | libc::CLONE_NEWUSER
    | libc::CLONE_NEWPID
    | libc::CLONE_NEWNET;

const HERE: TargetArch = if cfg!(target_arch = "aarch64") { TargetArch::aarch64 } else { TargetArch::x86_64 };

type Fault = seccompiler::BackendError;
type Rules = Vec<SeccompRule>;

/// Confines this process, for good. It may still become the program that is open as `program`, a number that no file
/// can get again: it is closed by then, and lies above the limit of open files, which cannot be raised.
pub(super) fn confine(program: RawFd) -> Result<(), String> {
    let filters = filters(program).map_err(|e| format!("seccomp: {e}"))?;
    filters.iter().try_for_each(|filter| apply_filter(filter)).map_err(|e| format!("seccomp: {e}"))
}

/// The list, and before it one exception: glibc falls back to `clone`, whose flags can be judged, only where `clone3`
/// is said not to exist.
fn filters(program: RawFd) -> Result<[BpfProgram; 2], Fault> {
    let mut rules: BTreeMap<c_long, Rules> =
        FREE.iter().chain(FREE_HERE).map(|call| (*call, vec![])).collect();
    rules.extend(judged(program)?);
    rules.insert(libc::SYS_clone3, vec![]);
    let missing = BTreeMap::from([(libc::SYS_clone3, vec![])]);
    let (denied, unknown) =
        (SeccompAction::Errno(libc::EPERM as u32), SeccompAction::Errno(libc::ENOSYS as u32));
    Ok([
        SeccompFilter::new(missing, SeccompAction::Allow, unknown, HERE)?.try_into()?,
        SeccompFilter::new(rules, denied, SeccompAction::Allow, HERE)?.try_into()?,
    ])
}

/// What is allowed with some arguments only.
fn judged(program: RawFd) -> Result<[(c_long, Rules); 8], Fault> {
    let own = u64::from(std::process::id());
    // Cutting a file short counts as writing for Landlock only since its third version, so it is to be writing here.
    let cut = libc::O_TRUNC;
    let mode = cut | libc::O_ACCMODE;
    Ok([
        (
            libc::SYS_openat,
            vec![
                all([bits(2, cut, 0)?])?,
                all([bits(2, mode, cut | libc::O_WRONLY)?])?,
                all([bits(2, mode, cut | libc::O_RDWR)?])?,
            ],
        ),
        // No memory that counts as nobody's: shared memory is neither data nor a limit's.
        (
            libc::SYS_mmap,
            vec![
                // What grows downwards counts as stack, which the limit of data does not bound.
                all([bits(3, libc::MAP_SHARED | libc::MAP_GROWSDOWN, 0)?])?,
                all([bits(2, libc::PROT_WRITE, 0)?, bits(3, libc::MAP_ANONYMOUS | libc::MAP_GROWSDOWN, 0)?])?,
            ],
        ),
        // Threads, not processes.
        (libc::SYS_clone, vec![all([bits(0, libc::CLONE_THREAD | NAMESPACES, libc::CLONE_THREAD)?])?]),
        (libc::SYS_execveat, vec![all([is(0, program as u64)?, is(4, libc::AT_EMPTY_PATH as u64)?])?]),
        (libc::SYS_tgkill, vec![all([is(0, own)?])?]),
        // Looking at limits, not setting them.
        (libc::SYS_prlimit64, vec![all([whole(2, 0)?])?]),
        (libc::SYS_prctl, vec![all([is(0, libc::PR_SET_NAME as u64)?])?]),
        // Not F_SETOWN, which sends signals to others.
        (
            libc::SYS_fcntl,
            [libc::F_GETFD, libc::F_SETFD, libc::F_GETFL, libc::F_DUPFD_CLOEXEC]
                .map(|command| all([is(1, command as u64)?]))
                .into_iter()
                .collect::<Result<_, _>>()?,
        ),
    ])
}

fn all<const N: usize>(conditions: [SeccompCondition; N]) -> Result<SeccompRule, Fault> {
    SeccompRule::new(conditions.to_vec())
}

/// These bits of an argument have this value.
fn bits(argument: u8, mask: c_int, value: c_int) -> Result<SeccompCondition, Fault> {
    let masked = SeccompCmpOp::MaskedEq(mask as u32 as u64);
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, masked, value as u32 as u64)
}

/// An argument of 32 bits has this value.
fn is(argument: u8, value: u64) -> Result<SeccompCondition, Fault> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Dword, SeccompCmpOp::Eq, value)
}

/// An argument of 64 bits has this value.
fn whole(argument: u8, value: u64) -> Result<SeccompCondition, Fault> {
    SeccompCondition::new(argument, SeccompCmpArgLen::Qword, SeccompCmpOp::Eq, value)
}
