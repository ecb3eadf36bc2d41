//! Nets on the repository's street clip, and how soon analysis hears that it should stop.

use crate::scene::PLACES;
use crate::{Error, Kit, Scene, Stage, Stop, Watch, look};
use media::Patient;
use std::path::Path;
use std::sync::Mutex;

fn street(kit: &Kit) -> Scene {
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/street.mp4");
    look(&clip, kit, &Patient).unwrap()
}

fn sighted(threads: usize) -> Kit {
    Kit { threads, ..Kit::default() }.with_nets().unwrap()
}

#[test]
fn nets_name_the_street_the_same_on_one_thread_and_on_three() {
    let scene = street(&sighted(1));
    assert_eq!(scene, street(&sighted(3)));
    let sees = |label: &str| scene.objects.iter().any(|o| o.label == label);
    assert!(sees("person") && (sees("car") || sees("bicycle")), "{:?}", scene.objects);
    for shot in scene.shots.iter().filter(|shot| !shot.places.is_empty()) {
        let sum: f32 = shot.places.values().sum();
        assert!((0.95..1.01).contains(&sum), "{:?}", shot.places);
        assert!(shot.place.iter().all(|place| PLACES.contains(&place.name.as_str())));
    }
    let streets = scene.shots.iter().filter(|s| s.place.as_ref().is_some_and(|p| p.name == "street"));
    assert!(streets.count() > 0);
}

#[test]
fn without_nets_nothing_is_named_and_contacts_and_cuts_are_the_same() {
    let (with, without) = (street(&sighted(2)), street(&Kit::default()));
    assert!(
        without.objects.is_empty()
            && without.shots.iter().all(|s| s.places.is_empty() && s.labels.is_empty())
    );
    assert_eq!(with.impacts, without.impacts);
    let begins = |scene: &Scene| scene.shots.iter().map(|s| (s.t0, s.begins)).collect::<Vec<_>>();
    assert_eq!(begins(&with), begins(&without));
}

/// Says stop once analysis has come this far; counts how often it was asked after that.
struct Impatient {
    after: f32,
    reached: Mutex<f32>,
}

impl Watch for Impatient {
    fn check(&self) -> Result<(), Stop> {
        if *self.reached.lock().unwrap() >= self.after { Err(Stop::Cancelled) } else { Ok(()) }
    }

    fn reached(&self, stage: Stage, fraction: f32) {
        if stage == Stage::Analyse {
            *self.reached.lock().unwrap() = fraction;
        }
    }
}

#[test]
fn analysis_hears_stop_in_flow_and_after_it() {
    let clip = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/street.mp4");
    for after in [0.1, 0.75, 0.9] {
        let watch = Impatient { after, reached: Mutex::new(0.0) };
        let ended = look(&clip, &Kit::default(), &watch);
        assert!(matches!(ended, Err(Error::Stopped(Stop::Cancelled))), "{after}");
        assert!(*watch.reached.lock().unwrap() < 1.0, "{after}");
    }
}
