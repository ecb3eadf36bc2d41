//! What an edit of a score's style, tempo or key means for the rest of it, written down.

use super::form::round_ms;
use super::grid::Grid;
use super::harmony::{Chord, Key};
use super::idiom::idiom;
use crate::cues::{Music, WrittenFor};

/// Brings a score up to its own edits: where `bpm` was changed, the tempo map is fitted to the hits anew; where `key`
/// or `mode`, the chords are moved along; where `style`, the layers of the new style play, unless they were chosen by
/// hand. A score that was not edited stays as it is.
pub fn settle(music: &mut Music, duration: f64) {
    let Some(written) = music.written_for.clone() else { return };
    if let Some(from) = written.style.filter(|style| *style != music.style) {
        restyle(music, from);
    }
    let (from, to) = (Key::read(&written.key, &written.mode), Key::read(&music.key, &music.mode));
    if from != to {
        let moved = |name: &str| Chord::read(name).map(|chord| chord.moved(&from, &to).name());
        let bar = |bar: &String| bar.split_whitespace().filter_map(moved).collect::<Vec<_>>().join(" ");
        music.chords = music.chords.iter().map(bar).collect();
    }
    if (written.bpm - music.bpm).abs() > 1e-6 {
        refit(music, duration);
    }
    let (bpm, key, mode) = (music.bpm, music.key.clone(), music.mode.clone());
    music.written_for = Some(WrittenFor { bpm, key, mode, style: written.style.map(|_| music.style) });
}

/// Another style: its layers, its level and its way to end, where the old style's were kept.
fn restyle(music: &mut Music, from: crate::cues::Style) {
    let (old, new) = (idiom(from), idiom(music.style));
    if music.tracks == sorted(&old.layers) {
        music.tracks = sorted(&new.layers);
    }
    if music.ending == old.ending {
        music.ending = new.ending;
    }
    music.gain_db = (music.gain_db + new.gain_db - old.gain_db).clamp(-60.0, 20.0);
}

fn sorted(layers: &[crate::cues::Layer]) -> Vec<crate::cues::Layer> {
    let mut layers = layers.to_vec();
    layers.sort();
    layers
}

/// Tempo map and bars of the new tempo; parts of the form begin with bars.
fn refit(music: &mut Music, duration: f64) {
    let grid = Grid::of(music, duration);
    let micro = |x: f64| libm::round(x * 1e6) / 1e6;
    music.tempo_map = grid.tempi().map(|(t, bpm)| (micro(t), micro(bpm))).collect();
    music.downbeats = grid.downbeats.iter().map(|&beat| round_ms(grid.time_of(beat))).collect();
    for section in &mut music.sections {
        let far = |t: &&f64| (**t - section.t).abs();
        if let Some(&nearest) = music.downbeats.iter().min_by(|a, b| far(a).total_cmp(&far(b))) {
            section.t = if section.t < 0.01 { section.t } else { nearest };
        }
    }
    music.sections.dedup_by(|later, kept| later.t <= kept.t);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cues::Style;
    use crate::music::{Wish, judge, plan};
    use crate::scene::Mood;
    use crate::{CueSheet, Seed};

    const SECONDS: f64 = 10.0;

    fn planned() -> Music {
        let scene = judge::bare_scene(SECONDS, &[3.1, 5.6], Mood { v: 0.3, a: 0.3 });
        plan(&scene, &Wish { style: Some(Style::Corporate), ..Wish::default() }, false, Seed(4))
    }

    fn settled(edit: impl FnOnce(&mut Music)) -> Music {
        let mut music = planned();
        edit(&mut music);
        settle(&mut music, SECONDS);
        music
    }

    fn score(music: &Music) -> crate::music::compose::Score {
        let mut sheet: CueSheet = serde_json::from_str("{\"version\":1,\"duration\":10.0}").unwrap();
        sheet.music = Some(music.clone());
        crate::music::read_sheet(&sheet).unwrap().1
    }

    #[test]
    fn what_was_not_edited_stays_and_what_is_settled_is_settled() {
        let planned = planned();
        assert_eq!(settled(|_| {}), planned);
        let mut once = settled(|music| music.bpm = 96.0);
        let before = once.clone();
        settle(&mut once, SECONDS);
        assert_eq!(once, before);
    }

    #[test]
    fn another_tempo_has_another_map_and_plays_the_same_as_before_it_was_written_down() {
        let music = settled(|music| music.bpm = 96.0);
        assert_ne!(music.tempo_map, planned().tempo_map);
        assert!(music.tempo_map.iter().all(|(_, bpm)| (bpm / 96.0 - 1.0).abs() <= 0.061), "{music:?}");
        let on_downbeat = |t: f64| music.downbeats.iter().any(|downbeat| (downbeat - t).abs() < 0.002);
        assert!(music.sections.iter().skip(1).all(|section| on_downbeat(section.t)), "{music:?}");
        assert_eq!(music.written_for.unwrap().bpm, 96.0);
    }

    #[test]
    fn another_key_moves_the_chords() {
        let planned = planned();
        let key = if planned.key == "D" { "E" } else { "D" };
        let moved = settled(|music| music.key = key.into());
        assert_ne!(moved.chords, planned.chords);
        assert_eq!(moved.chords.len(), planned.chords.len());
        let plain = Music { key: key.into(), ..planned };
        assert_eq!(score(&moved), score(&plain), "written down or not, it is the same score");
    }

    #[test]
    fn another_style_has_its_own_layers_unless_they_were_chosen() {
        let rock = settled(|music| music.style = Style::Rock);
        assert!(!rock.tracks.contains(&crate::cues::Layer::Pad));
        assert_eq!(rock.ending, crate::cues::Ending::Hit);
        let chosen = settled(|music| {
            music.style = Style::Rock;
            music.tracks.retain(|layer| *layer != crate::cues::Layer::Drums);
        });
        assert!(!chosen.tracks.contains(&crate::cues::Layer::Drums));
    }
}
