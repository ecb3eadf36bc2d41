//! One net in the runtime: loaded once from the program's own bytes, run on planes.

use std::fmt;
use std::sync::Arc;

use rten::{Model, ModelOptions, NodeId, RunOptions, ThreadPool, Value, op_registry};

use crate::{Error, Result};

/// A net that turns a square picture into `N` arrays.
pub(crate) struct Net<const N: usize> {
    name: &'static str,
    side: usize,
    model: Model,
    image: NodeId,
    outputs: [NodeId; N],
}

impl<const N: usize> fmt::Debug for Net<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Net").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<const N: usize> Net<N> {
    /// Expands the weights and packs them for the processor.
    pub(crate) fn load(
        name: &'static str,
        bytes: &'static [u8],
        side: usize,
        outputs: [&str; N],
    ) -> Result<Self> {
        let fault = |why: String| Error::Net { net: name, why };
        let known = op_registry!(
            Add,
            Cast,
            Clip,
            Concat,
            Conv,
            DequantizeLinear,
            Gemm,
            GlobalAveragePool,
            Identity,
            Relu,
            Reshape,
            Resize,
            Sigmoid,
            Transpose
        );
        let mut options = ModelOptions::with_ops(known);
        options.prepack_weights(true);
        let model = options.load_static_slice(bytes).map_err(|e| fault(e.to_string()))?;
        let id = |node: &str| model.node_id(node).map_err(|e| fault(e.to_string()));
        let mut ids = [id("image")?; N];
        for (at, output) in ids.iter_mut().zip(outputs) {
            *at = id(output)?;
        }
        Ok(Net { name, side, image: id("image")?, outputs: ids, model })
    }

    /// The outputs for one picture's planes, each as one line of numbers.
    pub(crate) fn run(&self, planes: Vec<f32>, pool: &Arc<ThreadPool>) -> Result<[Vec<f32>; N]> {
        let fault = |why: String| Error::Net { net: self.name, why };
        let image =
            Value::from_shape([1, 3, self.side, self.side], planes).map_err(|e| fault(e.to_string()))?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let outputs = self
            .model
            .run_n(vec![(self.image, image.into())], self.outputs, Some(options))
            .map_err(|e| fault(e.to_string()))?;
        let mut lines = std::array::from_fn(|_| Vec::new());
        for (line, output) in lines.iter_mut().zip(outputs) {
            *line = numbers(output).ok_or_else(|| fault("gave no array of numbers".into()))?;
        }
        Ok(lines)
    }
}

fn numbers(value: Value) -> Option<Vec<f32>> {
    match value {
        Value::FloatTensor(tensor) => Some(tensor.into_data()),
        _ => None,
    }
}

/// A number to the nearest part of `parts` to one: what differs between processors (the order of sums in wide
/// registers, about 1e-5) is gone in all but a few of many thousand cases.
pub(crate) fn rounded(value: f32, parts: f32) -> f32 {
    (value * parts).round() / parts
}
