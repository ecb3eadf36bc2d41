//! Reads FFmpeg's `framecrc` text: what a stream is, and when each of its packets or frames is shown.

/// Bit of a packet's flags that says "decode, but do not show" (before an edit list's beginning).
const DISCARD: u32 = 0x4;

/// One packet or frame of the first stream; times in ticks of [`Table::tick`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Row {
    pub pts: i64,
    pub duration: i64,
    pub shown: bool,
}

/// What a `framecrc` output says about its first stream.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    /// One tick as a fraction of a second (numerator, denominator).
    pub tick: (i64, i64),
    /// FFmpeg's name of the codec.
    pub codec: String,
    /// Width and height, pixels.
    pub size: (u32, u32),
    /// Shape of a pixel, width to height; (0, 1) where unknown.
    pub pixel: (u32, u32),
    /// Whether a second stream is listed and is sound.
    pub has_audio: bool,
    pub rows: Vec<Row>,
}

impl Table {
    /// Reads `text`; lines that are not understood are passed over, as are packets without a time.
    pub(crate) fn read(text: &str) -> Table {
        let mut table = Table::default();
        for line in text.lines() {
            match line.strip_prefix('#').and_then(|line| line.split_once(": ")) {
                Some((key, value)) => table.head(key, value.trim()),
                None => table.rows.extend(row(line)),
            }
        }
        table
    }

    fn head(&mut self, key: &str, value: &str) {
        match key {
            "tb 0" => self.tick = pair(value, '/').unwrap_or_default(),
            "codec_id 0" => value.clone_into(&mut self.codec),
            "dimensions 0" => self.size = pair(value, 'x').unwrap_or_default(),
            "sar 0" => self.pixel = pair(value, '/').unwrap_or_default(),
            "media_type 1" => self.has_audio = value == "audio",
            _ => {}
        }
    }

    /// Seconds of `ticks`.
    pub(crate) fn seconds(&self, ticks: i64) -> f64 {
        let (num, den) = self.tick;
        if den > 0 { ticks as f64 * num as f64 / den as f64 } else { 0.0 }
    }

    /// From the first shown packet's time to the last one's end, seconds.
    pub(crate) fn span_s(&self) -> f64 {
        let shown = || self.rows.iter().filter(|row| row.shown);
        let first = shown().map(|row| row.pts).min().unwrap_or(0);
        let last = shown().map(|row| row.pts.saturating_add(row.duration)).max().unwrap_or(0);
        self.seconds(last.saturating_sub(first))
    }

    /// Duration of the packet shown at `pts`, ticks; `None` where there is none or it does not say.
    pub(crate) fn duration_at(&self, pts: i64) -> Option<i64> {
        self.rows.iter().find(|row| row.pts == pts && row.duration > 0).map(|row| row.duration)
    }
}

fn pair<T: std::str::FromStr>(value: &str, between: char) -> Option<(T, T)> {
    let (a, b) = value.split_once(between)?;
    Some((a.parse().ok()?, b.parse().ok()?))
}

/// `stream, dts, pts, duration, size, checksum[, F=flags][, side data]`
fn row(line: &str) -> Option<Row> {
    let mut fields = line.split(',').map(str::trim);
    if fields.next()? != "0" {
        return None;
    }
    let pts: i64 = fields.nth(1)?.parse().ok()?;
    let duration = fields.next()?.parse().ok()?;
    let flags = fields.find_map(|field| field.strip_prefix("F=0x"));
    let flags = flags.and_then(|hex| u32::from_str_radix(hex, 16).ok()).unwrap_or(0);
    (pts != i64::MIN).then_some(Row { pts, duration, shown: flags & DISCARD == 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "#extradata 0:       41, 0x10160ddc\n#software: Lavf59\n#tb 0: 1/30000\n#media_type 0: video\n\
        #codec_id 0: h264\n#dimensions 0: 720x400\n#sar 0: 4/3\n#tb 1: 1/44100\n#media_type 1: audio\n\
        0,     -41041,     -39039,     1001,    29784, 0x57c6aaa8, F=0x5\n\
        1,      -1105,      -1105,     1152,      417, 0x190cbb7d, S=1,       10\n\
        0,          0,       1001,     1001,      919, 0x2549b36d, F=0x0\n\
        0,       1001,          0,     1001,      919, 0x2549b36d\nnonsense\n0, 1\n";

    #[test]
    fn the_first_stream_is_read_with_its_hidden_packets_marked() {
        let table = Table::read(TEXT);
        assert_eq!((table.codec.as_str(), table.size, table.pixel), ("h264", (720, 400), (4, 3)));
        assert!(table.has_audio);
        assert_eq!(
            table.rows.iter().map(|row| (row.pts, row.shown)).collect::<Vec<_>>(),
            [(-39039, false), (1001, true), (0, true)]
        );
        assert!((table.span_s() - 2002.0 / 30000.0).abs() < 1e-12);
        assert_eq!((table.duration_at(0), table.duration_at(7)), (Some(1001), None));
    }

    #[test]
    fn extreme_numbers_do_not_overflow() {
        let table = Table::read(
            "#tb 0: 1/1\n0,0,-9223372036854775807,9223372036854775807,1,0x0\n0,0,9223372036854775807,9,1,0x0\n",
        );
        assert!(table.span_s().is_finite());
    }
}
