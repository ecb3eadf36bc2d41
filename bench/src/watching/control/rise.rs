//! Motion-energy rise: where more begins to move than moved a frame before.

/// The rise of two energies (mean difference of frames, mean length of flow), each as a share of its greatest, halved
/// and added; normalised so that its greatest is 1.
pub fn rise(energy: &[[f32; 2]]) -> Vec<f32> {
    let greatest = |k: usize| energy.iter().map(|e| e[k]).fold(1e-6, f32::max);
    let (difference, flow) = (greatest(0), greatest(1));
    let level: Vec<f32> = energy.iter().map(|e| 0.5 * (e[0] / difference + e[1] / flow)).collect();
    let mut rise: Vec<f32> = level.windows(2).map(|w| (w[1] - w[0]).max(0.0)).collect();
    rise.insert(0, 0.0);
    let top = rise.iter().copied().fold(1e-6, f32::max);
    rise.iter_mut().for_each(|r| *r /= top);
    rise
}
