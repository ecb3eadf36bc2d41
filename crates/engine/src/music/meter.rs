//! Bars of a piece: regular, but for short bars that bring marks onto downbeats.

/// Downbeats, in beats, from 0 to `end` (which is one). Marks (in beats) fall on downbeats where one shorter or longer
/// bar does it; two odd bars in a row only where nothing else reaches the end.
pub fn downbeats(end: usize, meter: u32, marks: &[usize]) -> Vec<f64> {
    let meter = meter.clamp(2, 12) as usize;
    // Cheapest way to every beat, with a regular and with an odd bar before it: cost and length of that bar.
    let mut ways = vec![[(f64::INFINITY, 0, false); 2]; end + 1];
    ways[0][0] = (0.0, 0, false);
    for beat in 0..end {
        for odd_before in [false, true] {
            let cost = ways[beat][usize::from(odd_before)].0;
            if !cost.is_finite() {
                continue;
            }
            for length in 1..=(meter + 2).min(end - beat) {
                let odd = length != meter;
                let marked = marks.iter().filter(|&&m| m == beat + length).count() as f64;
                let cost =
                    cost + price(length, meter) - 0.7 * marked + if odd && odd_before { 3.0 } else { 0.0 };
                let way = &mut ways[beat + length][usize::from(odd)];
                if cost < way.0 {
                    *way = (cost, length, odd_before);
                }
            }
        }
    }
    trace(&ways, end)
}

fn price(length: usize, meter: usize) -> f64 {
    match length {
        _ if length == meter => 0.0,
        1 => 1.6,
        2 => 0.4,
        3 => 0.5,
        _ => 0.6 + 0.1 * length.abs_diff(meter) as f64,
    }
}

fn trace(ways: &[[(f64, usize, bool); 2]], end: usize) -> Vec<f64> {
    let mut downbeats = vec![end as f64];
    let mut odd = ways[end][1].0 < ways[end][0].0;
    let mut beat = end;
    while beat > 0 {
        let (_, length, odd_before) = ways[beat][usize::from(odd)];
        beat -= length.max(1).min(beat);
        odd = odd_before;
        downbeats.push(beat as f64);
    }
    downbeats.reverse();
    downbeats
}
