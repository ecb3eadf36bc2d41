//! One net in the runtime: loaded once from the program's own bytes, run on planes.

use std::fmt;
use std::sync::Arc;

use rten::{Model, ModelOptions, RunOptions, ThreadPool, Value, op_registry};
use rten_tensor::prelude::*;

use crate::plan::{self, Plan, Stage, Then};
use crate::{Error, Result};

/// A net that turns a square picture into `N` arrays.
pub(crate) struct Net<const N: usize> {
    name: &'static str,
    side: usize,
    model: Model,
    plan: Plan,
    outputs: [usize; N],
}

impl<const N: usize> fmt::Debug for Net<N> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Net").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<const N: usize> Net<N> {
    /// Expands the weights and packs them for the processor. `kept` is the net and its plan as `convert.py` wrote them.
    pub(crate) fn load(
        name: &'static str,
        kept: (&'static [u8], &str),
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
        let model = options.load_static_slice(kept.0).map_err(|e| fault(e.to_string()))?;
        let mut plan = plan::read(kept.1, &model).map_err(fault)?;
        let mut slots = [0; N];
        for (slot, output) in slots.iter_mut().zip(outputs) {
            *slot = plan.slot(output, &model).map_err(fault)?;
        }
        Ok(Net { name, side, model, plan, outputs: slots })
    }

    /// The outputs for one picture's planes, each as one line of numbers.
    pub(crate) fn run(&self, planes: Vec<f32>, pool: &Arc<ThreadPool>) -> Result<[Vec<f32>; N]> {
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        pool.run(|| self.stages(planes, &options)).map_err(|why| Error::Net { net: self.name, why })
    }

    fn stages(&self, planes: Vec<f32>, options: &RunOptions) -> std::result::Result<[Vec<f32>; N], String> {
        let image = Value::from_shape([1, 3, self.side, self.side], planes).map_err(|e| e.to_string())?;
        let mut values: Vec<Option<Value>> = self.plan.slots.iter().map(|_| None).collect();
        values[0] = Some(image);
        for stage in &self.plan.stages {
            self.stage(stage, &mut values, options)?;
            if let Some(then) = &stage.then {
                values[then.to] = Some(after(then, values[then.from].as_ref())?);
            }
            stage.spent.iter().for_each(|slot| values[*slot] = None);
        }
        let mut lines = std::array::from_fn(|_| Vec::new());
        for (line, slot) in lines.iter_mut().zip(self.outputs) {
            *line = values[slot].take().and_then(numbers).ok_or("it gave no array of numbers")?;
        }
        Ok(lines)
    }

    /// What the runtime does of a stage.
    fn stage(
        &self,
        stage: &Stage,
        values: &mut [Option<Value>],
        options: &RunOptions,
    ) -> std::result::Result<(), String> {
        if stage.made.is_empty() {
            return Ok(());
        }
        let id = |slot: &usize| self.plan.slots[*slot];
        let given =
            stage.given.iter().filter_map(|s| values[*s].as_ref().map(|v| (id(s), v.as_view().into())));
        let wanted: Vec<_> = stage.made.iter().map(id).collect();
        let made =
            self.model.run(given.collect(), &wanted, Some(options.clone())).map_err(|e| e.to_string())?;
        stage.made.iter().zip(made).for_each(|(slot, value)| values[*slot] = Some(value));
        Ok(())
    }
}

/// What a layer of ours makes of a value.
fn after(then: &Then, value: Option<&Value>) -> std::result::Result<Value, String> {
    let Some(Value::FloatTensor(tensor)) = value else {
        return Err("a layer was given nothing".into());
    };
    let tensor = tensor.to_contiguous();
    let &[1, channels, height, width] = tensor.shape() else {
        return Err(format!("a layer was given {:?}", tensor.shape()));
    };
    let [out_height, out_width] = then.layer.out_size([height, width]);
    let out = then.layer.run(tensor.data(), [height, width]);
    Value::from_shape([1, channels, out_height, out_width], out).map_err(|e| e.to_string())
}

fn numbers(value: Value) -> Option<Vec<f32>> {
    match value {
        Value::FloatTensor(tensor) => Some(tensor.into_data()),
        _ => None,
    }
}

/// A number to the nearest part of `parts` to one. What differs between processors (the order of sums in wider registers, some
/// 1e-6) is gone, unless the number lies as near to the middle between two parts.
pub(crate) fn rounded(value: f32, parts: f32) -> f32 {
    (value * parts).round() / parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far the stages are from the runtime's own run of the whole net.
    fn off<const N: usize>(net: &Net<N>) -> f32 {
        let planes = (0..3 * net.side * net.side).map(|i| libm::sinf(i as f32 * 0.013)).collect::<Vec<f32>>();
        let pool = Arc::new(ThreadPool::with_num_threads(1));
        let staged = net.run(planes.clone(), &pool).unwrap();
        let image = Value::from_shape([1, 3, net.side, net.side], planes).unwrap();
        let ids = net.outputs.map(|slot| net.plan.slots[slot]);
        let whole = net.model.run_n(vec![(net.plan.slots[0], image.into())], ids, None).unwrap();
        let pairs = staged.into_iter().zip(whole.map(|v| numbers(v).unwrap()));
        pairs.flat_map(|(a, b)| a.into_iter().zip(b)).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
    }

    #[test]
    fn in_stages_or_whole_a_net_says_the_same() {
        let detector =
            (&include_bytes!("../weights/detector.onnx")[..], include_str!("../weights/detector.plan"));
        assert!(off(&Net::load("detector", detector, 300, ["boxes", "classes"]).unwrap()) < 1e-3);
        let pose = (&include_bytes!("../weights/pose.onnx")[..], include_str!("../weights/pose.plan"));
        assert!(off(&Net::load("pose", pose, 192, ["joints", "centre"]).unwrap()) < 1e-3);
    }
}
