//! The order in which a net is run: stages of the runtime's, with a depthwise convolution of ours after each but the last.

use rten::{Model, NodeId, Value};

use crate::deep::Depthwise;

/// One stage: slots that it reads, slots that it fills, our layer after it, and slots that nobody reads after that.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) given: Vec<usize>,
    pub(crate) made: Vec<usize>,
    pub(crate) then: Option<Then>,
    pub(crate) spent: Vec<usize>,
}

/// A layer of ours between two slots.
#[derive(Debug)]
pub(crate) struct Then {
    pub(crate) from: usize,
    pub(crate) to: usize,
    pub(crate) layer: Depthwise,
}

/// The stages, and the runtime's name for each slot; the first slot is the picture.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) stages: Vec<Stage>,
    pub(crate) slots: Vec<NodeId>,
}

/// Reads a plan that `convert.py` wrote beside the net.
pub(crate) fn read(text: &str, model: &Model) -> Result<Plan, String> {
    let mut plan = Plan { stages: Vec::new(), slots: Vec::new() };
    plan.slot("image", model)?;
    for line in text.lines() {
        let fields: Vec<&str> = line.split('|').collect();
        let [given, made, spent, then @ ..] = fields.as_slice() else {
            return Err(format!("`{line}` is no stage"));
        };
        let given = plan.slots_of(given, model)?;
        let made = plan.slots_of(made, model)?;
        let spent = plan.slots_of(spent, model)?;
        let then = then.first().map(|words| plan.then(words, model)).transpose()?;
        plan.stages.push(Stage { given, made, then, spent });
    }
    Ok(plan)
}

impl Plan {
    /// The slot of a value, a new one if it has none.
    pub(crate) fn slot(&mut self, name: &str, model: &Model) -> Result<usize, String> {
        let id = model.node_id(name).map_err(|e| e.to_string())?;
        if let Some(slot) = self.slots.iter().position(|known| *known == id) {
            return Ok(slot);
        }
        self.slots.push(id);
        Ok(self.slots.len() - 1)
    }

    fn slots_of(&mut self, names: &str, model: &Model) -> Result<Vec<usize>, String> {
        names.split_whitespace().map(|name| self.slot(name, model)).collect()
    }

    fn then(&mut self, words: &str, model: &Model) -> Result<Then, String> {
        let words: Vec<&str> = words.split_whitespace().collect();
        let [from, filters, bias, to, stride, held] = words.as_slice() else {
            return Err(format!("{words:?} is no layer"));
        };
        let stride = stride.parse().map_err(|_| format!("{stride} is no stride"))?;
        let layer = Depthwise::new(constant(filters, model)?, constant(bias, model)?, stride, *held == "6");
        let layer = layer.ok_or_else(|| format!("the filters {filters} fit no layer"))?;
        Ok(Then { from: self.slot(from, model)?, to: self.slot(to, model)?, layer })
    }
}

/// What the net holds under a name, expanded.
fn constant(name: &str, model: &Model) -> Result<Vec<f32>, String> {
    let id = model.node_id(name).map_err(|e| e.to_string())?;
    let mut values = model.run(Vec::new(), &[id], None).map_err(|e| e.to_string())?;
    match values.pop() {
        Some(Value::FloatTensor(tensor)) => Ok(tensor.into_data()),
        _ => Err(format!("{name} is no constant")),
    }
}
