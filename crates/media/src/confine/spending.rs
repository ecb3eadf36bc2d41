//! How much of everything a program may use.

use rustix::process::{Resource, Rlimit};

/// Most files open at a time. The program itself is opened under a number above it, see `launch.rs`.
pub(super) const MOST_OPEN: u64 = 32;
/// Most processes and threads of this user: no limit on our own (a child has few, but the user's others count with
/// them), only an end to a flood of threads.
const MOST_THREADS: u64 = 8192;

/// Most memory that is kept from being swapped out, bytes: a library of FFmpeg's wants a little and complains without.
const MOST_LOCKED: u64 = 1 << 20;

/// The stack of its first thread, bytes: the system's usual one, whatever an operator's shell allows.
const LARGEST_STACK: u64 = 8 << 20;

/// What one run may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Spending {
    /// CPU time of all its threads, seconds.
    pub cpu_s: u64,
    /// Memory of its own, bytes.
    pub memory_bytes: u64,
    /// Longest file that it may write, bytes.
    pub file_bytes: u64,
}

/// The limits that the system keeps. Its own memory is bounded as data; address space is also bounded, at twice that,
/// because libraries are mapped and every thread's heap reserves 64 MB of it: FFmpeg 5.1 fails over honest 4096 x 2304
/// HEVC with 1 GiB of address space and needs less than 0.4 GB of memory. (Shared memory is refused, see `calls.rs`.)
pub(crate) fn ceilings(spending: &Spending) -> [(Resource, Rlimit); 9] {
    let space = spending.memory_bytes.saturating_mul(2);
    [
        (Resource::Data, spending.memory_bytes),
        (Resource::As, space),
        (Resource::Stack, LARGEST_STACK),
        (Resource::Cpu, spending.cpu_s),
        (Resource::Fsize, spending.file_bytes),
        (Resource::Nofile, MOST_OPEN),
        (Resource::Nproc, MOST_THREADS),
        (Resource::Memlock, MOST_LOCKED),
        (Resource::Core, 0),
    ]
    .map(|(resource, most)| {
        // At the soft end of CPU time comes SIGXCPU, which tells us why the child died; at the hard end SIGKILL.
        let hard = if resource == Resource::Cpu { most.saturating_add(1) } else { most };
        (resource, Rlimit { current: Some(most), maximum: Some(hard) })
    })
}
