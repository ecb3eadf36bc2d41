//! The boxes that the detector's answers are relative to (Liu et al. 2016, *SSD*, section 2.2, as TensorFlow's object
//! detection models lay them out).

/// A box by its middle and its size, in 0..1 of the picture.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Anchor {
    pub(crate) y: f32,
    pub(crate) x: f32,
    pub(crate) height: f32,
    pub(crate) width: f32,
}

/// Cells along each side of the six layers, for a picture of 300 pixels.
const LAYERS: [usize; 6] = [19, 10, 5, 3, 2, 1];
const SMALLEST: f64 = 0.2;
const LARGEST: f64 = 0.95;
/// The first layer's square, half of the smallest scale.
const FIRST_SQUARE: f64 = 0.1;
const ASPECTS: [f64; 5] = [1.0, 2.0, 0.5, 3.0, 1.0 / 3.0];

/// All 1,917, in the order of the net's rows: layer, row, column, shape.
pub(crate) fn anchors() -> Vec<Anchor> {
    let scale = |layer: usize| match layer {
        6 => 1.0,
        _ => SMALLEST + (LARGEST - SMALLEST) * layer as f64 / 5.0,
    };
    let mut anchors = Vec::with_capacity(1917);
    for (layer, cells) in LAYERS.into_iter().enumerate() {
        let shapes = shapes(layer, scale(layer), scale(layer + 1));
        for cell in 0..cells * cells {
            let middle = |at: usize| ((at as f64 + 0.5) / cells as f64) as f32;
            let (y, x) = (middle(cell / cells), middle(cell % cells));
            anchors.extend(shapes.iter().map(|&(height, width)| Anchor { y, x, height, width }));
        }
    }
    anchors
}

/// Heights and widths of a layer's boxes: fewer in the first; in the others one more square, between this scale and the next.
fn shapes(layer: usize, scale: f64, next: f64) -> Vec<(f32, f32)> {
    let shape = |scale: f64, aspect: f64| ((scale / aspect.sqrt()) as f32, (scale * aspect.sqrt()) as f32);
    if layer == 0 {
        return vec![shape(FIRST_SQUARE, 1.0), shape(scale, 2.0), shape(scale, 0.5)];
    }
    let between = shape((scale * next).sqrt(), 1.0);
    ASPECTS.iter().map(|&aspect| shape(scale, aspect)).chain([between]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_anchors_as_rows_of_the_net() {
        assert_eq!(anchors().len(), 1917);
    }

    #[test]
    fn the_last_cell_is_the_whole_picture_in_six_shapes() {
        let last = anchors().split_off(1911);
        assert!(last.iter().all(|a| (a.x, a.y) == (0.5, 0.5)));
        assert_eq!((last[0].height, last[0].width), (0.95, 0.95));
        assert!(last[1].width > last[1].height && last[2].height > last[2].width);
    }
}
