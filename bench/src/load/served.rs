//! The program under load: started on a free port, looked at from outside, ended with its owner.

use anyhow::{Context, Result, bail};
use std::fs::{File, read_to_string};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Longest time until the server listens.
const LONGEST_START: Duration = Duration::from_secs(30);
/// What the system counts processor time in, per second.
const TICKS_PER_S: f64 = 100.0;

/// A running server that accepts tasks and works on none.
pub(super) struct Served {
    child: Child,
    pub(super) address: SocketAddr,
}

impl Served {
    /// Starts the program on the data folder. Its log, at the usual level, goes to a file beside the data.
    pub(super) async fn start(program: &Path, data: &Path) -> Result<Served> {
        let log = data.with_extension("log");
        let child = Command::new(program)
            .args(["serve", "--slots", "0", "--listen", "127.0.0.1:0", "--data"])
            .arg(data)
            .stdin(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()
            .with_context(|| format!("starting {}", program.display()))?;
        let mut served = Served { child, address: SocketAddr::from(([127, 0, 0, 1], 0)) };
        served.address = served.listening(&log).await?;
        Ok(served)
    }

    async fn listening(&mut self, log: &Path) -> Result<SocketAddr> {
        let begun = Instant::now();
        while begun.elapsed() < LONGEST_START {
            let said = read_to_string(log)?;
            let after = said.split_once("listening on http://").map(|(_, after)| after);
            if let Some((address, _)) = after.and_then(|after| after.split_once('\n')) {
                return Ok(address.parse()?);
            }
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended with {status}: {said}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        bail!("the server does not listen after {} s", LONGEST_START.as_secs());
    }

    /// Processor time that the server has used, seconds.
    pub(super) fn processor_s(&self) -> Result<f64> {
        let stat = read_to_string(format!("/proc/{}/stat", self.child.id()))?;
        // The second field is the program's name in brackets; user and system time are the 14th and 15th.
        let (_, rest) = stat.rsplit_once(')').context("a process without a name")?;
        let ticks = rest.split_whitespace().skip(11).take(2).map(str::parse::<f64>);
        Ok(ticks.sum::<Result<f64, _>>()? / TICKS_PER_S)
    }

    /// The most memory that the server has had, MB.
    pub(super) fn peak_mb(&self) -> Result<f64> {
        let status = read_to_string(format!("/proc/{}/status", self.child.id()))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|line| line.split_whitespace().next()).context("a process without memory")?;
        Ok(kib.parse::<f64>()? * 1024.0 / 1e6)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        // Its data folder is thrown away: there is nothing to end in good order.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
