//! Depthwise convolution, each plane with a small filter of its own: two thirds of these nets' time in the runtime,
//! whose loop over a row has a step that the compiler cannot see (rten 0.27); here every loop is over whole planes.

use rayon::prelude::*;

/// One such layer.
#[derive(Debug)]
pub(crate) struct Depthwise {
    /// For each channel `size × size` weights.
    filters: Vec<f32>,
    bias: Vec<f32>,
    size: usize,
    stride: usize,
    /// Whether the result is held to 0..6.
    held: bool,
}

/// How a plane is dealt out: with its margins, by the parities of row and column if the stride is two, so that every
/// weight's numbers lie in one line.
struct Deal {
    width: usize,
    height: usize,
    out_width: usize,
    out_height: usize,
    left: usize,
    top: usize,
    /// Width and length of one part.
    part_width: usize,
    part: usize,
}

impl Depthwise {
    /// A layer by its filters (`channels × size × size`), or nothing if the numbers do not fit.
    pub(crate) fn new(filters: Vec<f32>, bias: Vec<f32>, stride: usize, held: bool) -> Option<Depthwise> {
        let size = [3usize, 5].into_iter().find(|s| s * s * bias.len() == filters.len())?;
        (stride == 1 || stride == 2).then_some(Depthwise { filters, bias, size, stride, held })
    }

    /// The size of what comes of planes of this size.
    pub(crate) fn out_size(&self, [height, width]: [usize; 2]) -> [usize; 2] {
        [height.div_ceil(self.stride), width.div_ceil(self.stride)]
    }

    /// All planes (`channels × height × width`), each by its filter; several channels at once where there are threads.
    pub(crate) fn run(&self, planes: &[f32], size: [usize; 2]) -> Vec<f32> {
        let deal = self.deal(size);
        let area = deal.out_width * deal.out_height;
        let mut out = vec![0f32; area * self.bias.len()];
        let share = self.bias.len().div_ceil(2 * rayon::current_num_threads()).max(1);
        out.par_chunks_mut(area * share).enumerate().for_each(|(at, planes_out)| {
            let mut parts = vec![0f32; self.stride * self.stride * deal.part];
            let mut sums = vec![0f32; (deal.out_height - 1) * deal.part_width + deal.out_width];
            for (i, plane_out) in planes_out.chunks_exact_mut(area).enumerate() {
                let channel = at * share + i;
                let plane = &planes[channel * size[0] * size[1]..][..size[0] * size[1]];
                self.deal_out(plane, &deal, &mut parts);
                self.sum(channel, &deal, &parts, &mut sums);
                self.collect(&sums, &deal, plane_out);
            }
        });
        out
    }

    /// TensorFlow's "same": as many results as steps fit, what is missing at the edges shared, the odd one at the end.
    fn deal(&self, [height, width]: [usize; 2]) -> Deal {
        let [out_height, out_width] = self.out_size([height, width]);
        let margin =
            |out: usize, length: usize| ((out - 1) * self.stride + self.size).saturating_sub(length) / 2;
        let beyond = (self.size - 1) / self.stride;
        // One row and column more than are read: an even edge may leave the last parity's line a number longer.
        let (part_width, part_height) = (out_width + beyond + 1, out_height + beyond + 1);
        Deal {
            width,
            height,
            out_width,
            out_height,
            left: margin(out_width, width),
            top: margin(out_height, height),
            part_width,
            part: part_width * part_height,
        }
    }

    /// Writes a plane into its parts; margins were zero and stay so.
    fn deal_out(&self, plane: &[f32], deal: &Deal, parts: &mut [f32]) {
        for (y, row) in plane.chunks_exact(deal.width).enumerate().take(deal.height) {
            let y = y + deal.top;
            let line = (y / self.stride) * deal.part_width;
            if self.stride == 1 {
                parts[line + deal.left..][..deal.width].copy_from_slice(row);
                continue;
            }
            for parity in 0..2 {
                // The first column of the row that falls on this parity.
                let first = (parity + deal.left) % 2;
                let start = ((y % 2) * 2 + parity) * deal.part + line + (first + deal.left) / 2;
                let from = row.get(first..).unwrap_or_default();
                parts[start..].iter_mut().zip(from.iter().step_by(2)).for_each(|(to, v)| *to = *v);
            }
        }
    }

    /// The weighted sums over the whole plane as one line; between the rows stand a few numbers of no meaning.
    fn sum(&self, channel: usize, deal: &Deal, parts: &[f32], sums: &mut [f32]) {
        let size = self.size;
        let filter = &self.filters[channel * size * size..][..size * size];
        sums.fill(self.bias[channel]);
        let shifted = |y: usize, x: usize| {
            let part = (y % self.stride) * self.stride + x % self.stride;
            &parts[part * deal.part + (y / self.stride) * deal.part_width + x / self.stride..]
        };
        for (y, weights) in filter.chunks_exact(size).enumerate() {
            add_three(
                sums,
                [shifted(y, 0), shifted(y, 1), shifted(y, 2)],
                [weights[0], weights[1], weights[2]],
            );
            if size == 5 {
                add_two(sums, [shifted(y, 3), shifted(y, 4)], [weights[3], weights[4]]);
            }
        }
    }

    /// The rows of the result out of the line of sums.
    fn collect(&self, sums: &[f32], deal: &Deal, out: &mut [f32]) {
        for (row, line) in out.chunks_exact_mut(deal.out_width).zip(sums.chunks(deal.part_width)) {
            if self.held {
                row.iter_mut().zip(line).for_each(|(to, v)| *to = v.clamp(0.0, 6.0));
            } else {
                row.copy_from_slice(&line[..deal.out_width]);
            }
        }
    }
}

fn add_three(sums: &mut [f32], from: [&[f32]; 3], weights: [f32; 3]) {
    let length = sums.len();
    let (a, b, c) = (&from[0][..length], &from[1][..length], &from[2][..length]);
    for i in 0..length {
        sums[i] += weights[0] * a[i] + weights[1] * b[i] + weights[2] * c[i];
    }
}

fn add_two(sums: &mut [f32], from: [&[f32]; 2], weights: [f32; 2]) {
    let length = sums.len();
    let (a, b) = (&from[0][..length], &from[1][..length]);
    for i in 0..length {
        sums[i] += weights[0] * a[i] + weights[1] * b[i];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, number by number.
    fn slowly(layer: &Depthwise, planes: &[f32], [height, width]: [usize; 2]) -> Vec<f32> {
        let ([out_h, out_w], k, s) = (layer.out_size([height, width]), layer.size, layer.stride);
        let margin = |out: usize, length: usize| (((out - 1) * s + k).saturating_sub(length) / 2) as isize;
        let (top, left) = (margin(out_h, height), margin(out_w, width));
        let mut out = Vec::new();
        for (c, bias) in layer.bias.iter().enumerate() {
            for at in 0..out_h * out_w {
                let mut sum = *bias;
                for tap in 0..k * k {
                    let y = ((at / out_w) * s + tap / k) as isize - top;
                    let x = ((at % out_w) * s + tap % k) as isize - left;
                    if (0..height as isize).contains(&y) && (0..width as isize).contains(&x) {
                        let cell = c * height * width + y as usize * width + x as usize;
                        sum += layer.filters[c * k * k + tap] * planes[cell];
                    }
                }
                out.push(if layer.held { sum.clamp(0.0, 6.0) } else { sum });
            }
        }
        out
    }

    #[test]
    fn planes_of_any_size_come_out_as_the_definition_says() {
        let wave = |n: usize, k: f32| (0..n).map(|i| libm::sinf(i as f32 * k) * 2.0).collect::<Vec<f32>>();
        for (size, stride, held) in [(3, 1, true), (3, 2, false), (5, 1, false), (5, 2, true)] {
            let layer = Depthwise::new(wave(3 * size * size, 1.7), wave(3, 0.9), stride, held).unwrap();
            for shape in [[1, 1], [2, 7], [7, 2], [8, 8], [19, 19], [10, 13]] {
                let planes = wave(3 * shape[0] * shape[1], 0.37);
                let pairs = layer.run(&planes, shape).into_iter().zip(slowly(&layer, &planes, shape));
                let off = pairs.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
                assert!(off < 1e-5, "{size} {stride} {shape:?} {off}");
            }
        }
    }
}
