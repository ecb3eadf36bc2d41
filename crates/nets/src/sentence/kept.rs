//! The encoder's weights as `encoder.py` wrote them, read from first to last.

/// Reads the program's own bytes; they are tested to be whole.
pub(super) struct Reader {
    rest: &'static [u8],
}

/// A matrix of 8-bit integers with one scale: a line for each input.
#[derive(Debug)]
pub(super) struct Matrix {
    scale: f32,
    columns: usize,
    whole: &'static [u8],
}

impl Reader {
    pub fn of(bytes: &'static [u8]) -> Reader {
        Reader { rest: bytes }
    }

    pub fn bytes(&mut self, count: usize) -> &'static [u8] {
        let (taken, rest) = self.rest.split_at(count);
        self.rest = rest;
        taken
    }

    pub fn count(&mut self) -> usize {
        self.bytes(4).iter().rev().fold(0, |sum, &b| sum << 8 | usize::from(b))
    }

    pub fn numbers(&mut self, count: usize) -> Vec<f32> {
        self.bytes(4 * count).chunks_exact(4).map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]])).collect()
    }

    pub fn halves(&mut self, count: usize) -> Vec<u16> {
        self.bytes(2 * count).chunks_exact(2).map(|b| u16::from_le_bytes([b[0], b[1]])).collect()
    }

    pub fn matrix(&mut self, rows: usize, columns: usize) -> Matrix {
        Matrix { scale: self.numbers(1)[0], columns, whole: self.bytes(rows * columns) }
    }

    #[cfg(test)]
    pub fn is_at_end(&self) -> bool {
        self.rest.is_empty()
    }
}

impl Matrix {
    /// Adds the product of every line of inputs to its line of outputs. A line of the matrix is expanded once for all of them; each
    /// output is summed in the order of the inputs, so the sums are the same in registers of any width.
    pub fn multiply(&self, inputs: &[&[f32]], outputs: &mut [Vec<f32>]) {
        let mut expanded = vec![0.0; self.columns];
        for (row, whole) in self.whole.chunks_exact(self.columns).enumerate() {
            expanded.iter_mut().zip(whole).for_each(|(e, &w)| *e = f32::from(w.cast_signed()) * self.scale);
            for (input, output) in inputs.iter().zip(outputs.iter_mut()) {
                let factor = input[row];
                if factor != 0.0 {
                    output.iter_mut().zip(&expanded).for_each(|(o, e)| *o += factor * e);
                }
            }
        }
    }
}
