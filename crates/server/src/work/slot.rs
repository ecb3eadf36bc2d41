//! A slot: a thread that owns a studio and does one job at a time.

use super::hold::Hold;
use super::{OpenStudio, Produced, Studio};
use engine::{Brief, Error};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

/// What a sound is made from, beside the brief.
pub(super) enum Material {
    /// The clip in this file.
    Clip(PathBuf),
    /// The brief's words alone, as a sound of this length.
    Words { duration_s: f64 },
}

/// One job for a slot.
pub(super) struct Job {
    pub(super) material: Material,
    pub(super) brief: Brief,
    /// An empty folder for the files.
    pub(super) folder: PathBuf,
    pub(super) hold: Arc<Hold>,
    /// Told the clip's length (ms) as soon as it is known; dropped untold where there is none.
    pub(super) opened: oneshot::Sender<i64>,
    /// Told how it ended.
    pub(super) done: oneshot::Sender<Result<Vec<Produced>, Error>>,
}

/// The async side's end of a slot. The thread ends when this is dropped, after the job in hand.
pub(super) struct Slot {
    jobs: mpsc::SyncSender<(Job, OwnedSemaphorePermit)>,
    /// One permit, out while the thread has a job.
    free: Arc<Semaphore>,
}

impl Slot {
    /// Starts the thread.
    pub(super) fn start(number: usize, open: OpenStudio) -> std::io::Result<Slot> {
        let (jobs, inbox) = mpsc::sync_channel(1);
        let thread = std::thread::Builder::new().name(format!("slot-{number}"));
        thread.spawn(move || live(&inbox, &open))?;
        Ok(Slot { jobs, free: Arc::new(Semaphore::new(1)) })
    }

    /// Ready once the thread has nothing in hand; an old job may go on after its claim has been given up.
    pub(super) async fn is_free(&self) {
        let _permit = self.free.acquire().await;
    }

    /// Hands the slot its next job; false if the thread is busy or has died.
    pub(super) fn hand(&self, job: Job) -> bool {
        let Ok(permit) = self.free.clone().try_acquire_owned() else { return false };
        self.jobs.try_send((job, permit)).is_ok()
    }
}

fn live(inbox: &mpsc::Receiver<(Job, OwnedSemaphorePermit)>, open: &OpenStudio) {
    let mut studio = None;
    while let Ok((job, permit)) = inbox.recv() {
        let Job { material, brief, folder, hold, opened, done } = job;
        let mut opened = Some(opened);
        let play = AssertUnwindSafe(|| {
            let studio: &mut Box<dyn Studio> = studio.get_or_insert_with(|| open());
            let mut tell = |duration_ms| {
                // Nobody may be listening any more; then the hold says stop soon enough.
                let _unheard = opened.take().map(|opened| opened.send(duration_ms));
            };
            match &material {
                Material::Clip(file) => {
                    let sound = studio.score(file, &brief, &*hold, &mut tell)?;
                    sound.deliver(Some(file), &folder, &*hold)
                }
                Material::Words { duration_s } => {
                    let sound = studio.imagine(*duration_s, &brief, &*hold)?;
                    sound.deliver(None, &folder, &*hold)
                }
            }
        });
        let ended = catch_unwind(play).unwrap_or_else(|panic| {
            studio = None;
            Err(Error::Broken(format!("the engine panicked: {}", words_of(&*panic))))
        });
        // Whoever waits for the end may hand over the next job at once; and nobody may wait for a length for ever.
        drop((permit, opened));
        let _unheard = done.send(ended);
    }
}

fn words_of(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("no message")
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::Watch;
    use std::path::Path;
    use std::sync::Mutex;
    use std::time::{Duration, Instant};

    /// Does not hear: ends when the test says so.
    struct Deaf(Arc<Mutex<mpsc::Receiver<()>>>);

    impl Studio for Deaf {
        fn score(
            &mut self,
            _: &Path,
            _: &Brief,
            _: &dyn Watch,
            _: &mut dyn FnMut(i64),
        ) -> Result<Box<dyn super::super::Scored>, Error> {
            self.0.lock().unwrap().recv().unwrap();
            Err(Error::Broken("no sound".into()))
        }

        fn imagine(
            &mut self,
            duration_s: f64,
            _: &Brief,
            _: &dyn Watch,
        ) -> Result<Box<dyn super::super::Scored>, Error> {
            Err(Error::Refused(format!("{duration_s} s of nothing")))
        }
    }

    fn job() -> (Job, oneshot::Receiver<Result<Vec<Produced>, Error>>) {
        job_of(Material::Clip(PathBuf::new()))
    }

    fn job_of(material: Material) -> (Job, oneshot::Receiver<Result<Vec<Produced>, Error>>) {
        let claim = store::ClaimRef { task: "1".into(), epoch: 1 };
        let hold = Hold::new(claim, Instant::now(), Duration::from_secs(9), Duration::from_secs(9));
        let ((opened, _), (done, ended)) = (oneshot::channel(), oneshot::channel());
        let (folder, hold) = (PathBuf::new(), Arc::new(hold));
        (Job { material, brief: Brief::default(), folder, hold, opened, done }, ended)
    }

    #[tokio::test]
    async fn words_go_to_the_studio_with_their_length_and_without_a_clip() {
        let (_never, ends) = mpsc::channel();
        let ends = Arc::new(Mutex::new(ends));
        let slot = Slot::start(0, Arc::new(move || Box::new(Deaf(ends.clone())))).unwrap();
        let (job, ended) = job_of(Material::Words { duration_s: 4.5 });
        assert!(slot.hand(job));
        assert!(matches!(ended.await.unwrap(), Err(Error::Refused(text)) if text == "4.5 s of nothing"));
    }

    #[tokio::test]
    async fn a_slot_takes_no_job_until_its_thread_has_ended_the_last_one() {
        let (end, ends) = mpsc::channel();
        let ends = Arc::new(Mutex::new(ends));
        let slot = Slot::start(0, Arc::new(move || Box::new(Deaf(ends.clone())))).unwrap();
        let (first, _given_up) = job();
        assert!(slot.hand(first));
        assert!(tokio::time::timeout(Duration::from_millis(50), slot.is_free()).await.is_err());
        assert!(!slot.hand(job().0));
        end.send(()).unwrap();
        slot.is_free().await;
        let (second, ended) = job();
        assert!(slot.hand(second));
        end.send(()).unwrap();
        assert!(matches!(ended.await.unwrap(), Err(Error::Broken(_))));
    }
}
