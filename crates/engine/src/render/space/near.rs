//! The near field: how a head shadows and gathers the lowest frequencies of a source within its reach.

/// Radius of the head, metres.
pub const HEAD_M: f32 = 0.0875;
/// Nearest distance that is computed, metres: just outside the head.
const NEAREST_M: f32 = 0.1;

/// Gain at the lowest frequencies at one ear of a rigid sphere, against the 1/r law at the head's centre. `r` is the
/// distance from the centre in metres, `cos_ear` the cosine of the angle between source and ear.
///
/// Sum of incident and scattered harmonics as the wave number goes to 0:
/// Σ (2m+1)/(m+1) · (a/r)^m · P_m(cos ψ), m = 0..=30.
pub fn lowest_gain(r: f32, cos_ear: f32) -> f32 {
    let step = HEAD_M / r.max(NEAREST_M);
    let (mut sum, mut power) = (1.0, 1.0);
    let (mut before, mut legendre) = (1.0f32, cos_ear);
    for m in 1..=30 {
        let n = m as f32;
        power *= step;
        sum += (2.0 * n + 1.0) / (n + 1.0) * power * legendre;
        (before, legendre) = (legendre, ((2.0 * n + 1.0) * cos_ear * legendre - n * before) / (n + 1.0));
    }
    sum.max(0.05)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dsp::db;

    #[test]
    fn the_ears_of_a_rigid_sphere_measure_what_theory_says() {
        // Distance, nearer ear, farther ear, decibels (source on the ears' axis).
        for (r, near_db, far_db) in
            [(1.0, 1.2, -1.1), (0.25, 5.3, -4.1), (0.15, 10.4, -6.5), (0.12, 15.0, -7.8)]
        {
            let (near, far) = (db(lowest_gain(r, 1.0)), db(lowest_gain(r, -1.0)));
            assert!((near - near_db).abs() < 1.0, "{r} m, nearer ear: {near}");
            assert!((far - far_db).abs() < 1.0, "{r} m, farther ear: {far}");
        }
    }

    #[test]
    fn far_away_the_head_is_nothing_to_the_lowest_frequencies() {
        assert!(db(lowest_gain(50.0, 1.0)).abs() < 0.1);
    }
}
