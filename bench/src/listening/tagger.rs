//! The judge of recognition: CED-tiny, which gives each of AudioSet's 527 labels a score.
//!
//! Dinkel et al. 2023, "CED: Consistent ensemble distillation for audio tagging". Net and labels are not carried here:
//! `script/listen` fetches them.

use super::ear::{Filling, windows};
use anyhow::{Context, Result, bail, ensure};
use rten::{Model, RunOptions, ThreadPool, Value};
use std::path::Path;
use std::sync::Arc;

/// Labels that the net knows.
const LABELS: usize = 527;

/// The net and the names of what it tells.
pub struct Tagger {
    model: Model,
    pool: Arc<ThreadPool>,
    labels: Vec<String>,
}

impl Tagger {
    /// Opens `ced-tiny.onnx` and `audioset.csv` of a folder.
    ///
    /// # Errors
    /// When they are not there, or are something else.
    pub fn open(folder: &Path) -> Result<Tagger> {
        let [net, names] = ["ced-tiny.onnx", "audioset.csv"].map(|name| folder.join(name));
        ensure!(
            net.exists() && names.exists(),
            "no tagger in {}: `script/listen` fetches it (6.7 MB, crate soundevents 0.5.0)",
            folder.display()
        );
        let labels = labels(&std::fs::read_to_string(&names)?);
        ensure!(labels.len() == LABELS, "{}: {} labels, not {LABELS}", names.display(), labels.len());
        let model = Model::load_file(&net).with_context(|| format!("reading {}", net.display()))?;
        Ok(Tagger { model, pool: Arc::new(ThreadPool::with_num_threads(1)), labels })
    }

    /// The score of every label: its largest over the windows of a sound at 16 kHz.
    ///
    /// # Errors
    /// When the net fails.
    pub fn scores(&self, heard: &[f32], filling: Filling) -> Result<Vec<f32>> {
        let mut most = vec![0.0_f32; LABELS];
        for window in windows(heard, filling) {
            let scores = self.window(window)?;
            most.iter_mut().zip(scores).for_each(|(most, score)| *most = most.max(score));
        }
        Ok(most)
    }

    fn window(&self, window: Vec<f32>) -> Result<Vec<f32>> {
        let [Some(&input), Some(&output)] = [self.model.input_ids().first(), self.model.output_ids().first()]
        else {
            bail!("the tagger has no input or no output");
        };
        let waveform = Value::from_shape([1, window.len()], window)?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(&self.pool)));
        let given = vec![(input, waveform.into())];
        let made = self.pool.run(|| self.model.run(given, &[output], Some(options)))?;
        match made.into_iter().next() {
            Some(Value::FloatTensor(scores)) => Ok(scores.into_data()),
            _ => bail!("the tagger gave no scores"),
        }
    }

    /// The index of a label.
    pub fn index(&self, name: &str) -> Option<usize> {
        self.labels.iter().position(|label| label == name)
    }

    /// The best labels with their scores.
    pub fn best(&self, scores: &[f32], many: usize) -> Vec<(String, f32)> {
        let mut order: Vec<usize> = (0..scores.len()).collect();
        order.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        order.iter().take(many).map(|&i| (self.labels[i].clone(), scores[i])).collect()
    }
}

/// The third column of AudioSet's own table, which is quoted where it has a comma.
fn labels(table: &str) -> Vec<String> {
    let third = |line: &str| line.splitn(3, ',').nth(2).map(|name| name.trim().trim_matches('"').to_owned());
    table.lines().skip(1).filter_map(third).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_commas_are_read_whole() {
        let table =
            "index,mid,display_name\n0,/m/09x0r,\"Speech\"\n1,/m/05zppz,\"Male speech, man speaking\"\n";
        assert_eq!(labels(table), ["Speech", "Male speech, man speaking"]);
    }

    #[test]
    fn an_empty_folder_says_what_fetches_the_tagger() {
        let folder = tempfile::tempdir().unwrap();
        let error = Tagger::open(folder.path()).map(|_| ()).unwrap_err().to_string();
        assert!(error.contains("script/listen"), "{error}");
    }
}
