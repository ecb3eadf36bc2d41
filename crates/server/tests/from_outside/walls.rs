//! Runs one test again inside namespaces of its own, where it may have every address and a disk of any size.

use std::process::{Command, Output};

/// Says that we are inside.
const INSIDE: &str = "WILDTRACK_TEST_INSIDE";

/// Whether this process has walls around it.
pub fn are_around() -> bool {
    std::env::var_os(INSIDE).is_some()
}

/// Runs the ignored test `name` of this program after `prepare`, a line of shell, in namespaces of the kinds that `flags` of
/// unshare name. `None` where the machine does not allow that.
pub fn run_inside(flags: &[&str], prepare: &str, name: &str) -> Option<Output> {
    let program = std::env::current_exe().unwrap();
    let walled = |line: &str| {
        let mut command = Command::new("unshare");
        command.args(["--fork", "--kill-child", "--user", "--map-root-user"]).args(flags);
        command.args(["sh", "-c", line]).arg(&program).arg(name).env(INSIDE, "1").output()
    };
    if !walled(prepare).is_ok_and(|tried| tried.status.success()) {
        return None;
    }
    Some(walled(&format!("{prepare} && exec \"$0\" --exact \"$1\" --ignored --nocapture")).unwrap())
}

/// Fails unless the test inside has run and passed; shows what it said.
pub fn passed(output: &Output) {
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "the test inside failed");
}
