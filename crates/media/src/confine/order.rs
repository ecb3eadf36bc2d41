//! What a launcher is told: what to become, which files it may have, and how much of everything. Travels as arguments.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;

use super::Spending;

/// An order for [`super::become_confined`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Order {
    /// The process that must be alive as long as the program is.
    pub parent: u32,
    pub spending: Spending,
    /// Files that may be read.
    pub reads: Vec<PathBuf>,
    /// Files that may be written and read; they exist.
    pub writes: Vec<PathBuf>,
    pub program: OsString,
    pub args: Vec<OsString>,
}

impl Order {
    /// As arguments.
    pub(crate) fn words(&self) -> Vec<OsString> {
        let Spending { cpu_s, memory_bytes, file_bytes } = self.spending;
        let numbers = [u64::from(self.parent), cpu_s, memory_bytes, file_bytes];
        let mut words: Vec<OsString> = numbers.iter().map(|n| n.to_string().into()).collect();
        for (word, paths) in [("read", &self.reads), ("write", &self.writes)] {
            words.extend(paths.iter().flat_map(|path| [word.into(), path.clone().into_os_string()]));
        }
        words.push("run".into());
        words.push(self.program.clone());
        words.extend(self.args.iter().cloned());
        words
    }

    /// From arguments; `None` where they are not an order.
    pub(crate) fn read(mut words: impl Iterator<Item = OsString>) -> Option<Order> {
        let mut number = || words.next().as_deref().and_then(OsStr::to_str)?.parse::<u64>().ok();
        let parent = u32::try_from(number()?).ok()?;
        let spending = Spending { cpu_s: number()?, memory_bytes: number()?, file_bytes: number()? };
        let mut order = Order { parent, spending, ..Order::default() };
        loop {
            let (word, value) = (words.next()?, words.next()?);
            match word.to_str()? {
                "read" => order.reads.push(value.into()),
                "write" => order.writes.push(value.into()),
                "run" => return Some(Order { program: value, args: words.collect(), ..order }),
                _ => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_is_read_as_it_was_written_whatever_its_paths_are_called() {
        let order = Order {
            parent: 7,
            spending: Spending { cpu_s: 30, memory_bytes: 1 << 30, file_bytes: 0 },
            reads: vec!["/a/write".into(), "run".into()],
            writes: vec!["".into()],
            program: "ffmpeg".into(),
            args: vec!["read".into(), "-i".into(), "".into()],
        };
        assert_eq!(Order::read(order.words().into_iter()), Some(order.clone()));
        assert_eq!(Order::read(order.words().into_iter().take(4)), None);
        assert_eq!(Order::read(["x".into()].into_iter()), None);
    }
}
