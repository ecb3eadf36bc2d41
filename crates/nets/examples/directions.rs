//! Writes the direction of every line of the input as 32-bit numbers, for the scripts that learn from them.

use std::io::{BufRead, BufWriter, Result, Write, stdin, stdout};

fn main() -> Result<()> {
    let encoder = nets::Encoder::new();
    let mut out = BufWriter::new(stdout());
    for line in stdin().lock().lines() {
        for number in encoder.direction(&line?) {
            out.write_all(&number.to_le_bytes())?;
        }
    }
    out.flush()
}
