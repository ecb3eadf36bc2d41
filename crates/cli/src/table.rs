//! Rows in columns, for people.

/// The lines of a table under its headings; `nothing` if it has no rows.
pub fn lines<const N: usize>(head: [&str; N], rows: &[[String; N]], nothing: &str) -> Vec<String> {
    if rows.is_empty() {
        return vec![nothing.to_owned()];
    }
    let head = head.map(str::to_owned);
    let all = || std::iter::once(&head).chain(rows);
    let widths: [usize; N] =
        std::array::from_fn(|column| all().map(|row| row[column].chars().count()).max().unwrap_or(0));
    all().map(|row| line(row, &widths)).collect()
}

fn line(row: &[String], widths: &[usize]) -> String {
    let cells = row.iter().zip(widths).map(|(cell, width)| format!("{:width$}", printable(cell)));
    cells.collect::<Vec<_>>().join("  ").trim_end().to_owned()
}

/// Without what would steer a terminal: some cells were sent by strangers.
fn printable(cell: &str) -> String {
    cell.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let rows = [["a".to_owned(), "12345".to_owned()], ["雨雨雨".to_owned(), String::new()]];
        assert_eq!(lines(["x", "y"], &rows, "none"), ["x    y", "a    12345", "雨雨雨"]);
        assert_eq!(lines(["x"], &[], "none"), ["none"]);
    }

    #[test]
    fn a_cell_cannot_steer_the_terminal() {
        let rows = [["\x1b[2Ja\nb\u{9b}".to_owned()]];
        assert_eq!(lines(["x"], &rows, "none")[1], "\u{fffd}[2Ja\u{fffd}b\u{fffd}");
    }
}
