//! Sixty music prompts that were written before the parser knew twenty styles: what is planned for them, against what a
//! person expects; a table that may not change unseen.

use super::*;
use crate::Brief;
use crate::cues::Music;
use crate::music::{plan, players};
use crate::spot::director::Wishes;
use crate::{Scene, Seed, scene::Shot};
use expect_test::expect;

fn scene() -> Scene {
    let shot = |t0: f64, t1: f64| Shot { t0, t1, ..Shot::default() };
    let shots = vec![shot(0.0, 4.1), shot(4.1, 7.9), shot(7.9, 12.0)];
    Scene { duration: 12.0, fps: 25.0, shots, ..Scene::default() }
}

/// Ids that an expectation's id stands for.
fn family(id: &str) -> Vec<&str> {
    match id {
        "strings" => vec!["strings", "violin", "cello", "pizzicato"],
        "guitar" => vec!["guitar", "electric_guitar"],
        "flute" => vec!["flute", "dizi"],
        "vocals" => vec!["choir"],
        "synth" => vec!["synth", "lead", "pulse"],
        "drums" => vec!["drums", "taiko"],
        id => vec![id],
    }
}

fn sounds(music: &Music, id: &str) -> bool {
    let all = players(music);
    family(id).iter().any(|id| all.iter().any(|player| player == id))
}

fn note(music: &Music, note: &str) -> bool {
    let late = |id: &str| {
        let layers: Vec<Layer> = music.entries.keys().copied().collect();
        let later = Music { tracks: layers, ..music.clone() };
        id.split('|').any(|id| sounds(&later, id))
    };
    let [begin, end] = [music.sections.first(), music.sections.last()].map(|s| s.map_or(0.0, |s| s.energy));
    let minor = ["aeolian", "phrygian", "dorian", "yu"].contains(&music.mode.as_str());
    let words: Vec<&str> = note.split(' ').collect();
    match words[..] {
        [bpm, "bpm"] => (music.bpm - bpm.parse::<f64>().unwrap()).abs() <= 3.0,
        ["slow"] => music.bpm <= 80.0,
        ["fast"] => music.bpm >= 116.0,
        ["medium"] => (84.0..=120.0).contains(&music.bpm),
        ["3/4"] => music.meter == 3,
        ["soft"] => music.gain_db < 0.0,
        ["builds"] => end > begin,
        ["!minor"] | ["major"] => !minor,
        ["minor"] => minor,
        [key, "major"] => music.key == key && !minor,
        [key, "minor"] => music.key == key && minor,
        ["begins", id] => {
            let layers = music.tracks.iter().filter(|layer| !music.entries.contains_key(layer));
            let first = Music { tracks: layers.copied().collect(), ..music.clone() };
            players(&first).iter().filter(|p| !is_role(p)).all(|p| family(id).contains(&p.as_str()))
        }
        ["later", id] => late(id),
        ["end", ending] => serde_json::to_value(music.ending).unwrap() == ending,
        _ => panic!("{note}"),
    }
}

/// A role is no player.
fn is_role(name: &str) -> bool {
    matches!(name, "melody" | "pad")
}

struct Tally([[usize; 2]; 5], Vec<String>);

impl Tally {
    fn count(&mut self, kind: usize, right: bool, what: &str) {
        self.0[kind][0] += usize::from(right);
        self.0[kind][1] += 1;
        if !right {
            self.1.push(what.into());
        }
    }
}

fn judge(line: &str, tally: &mut Tally) {
    let (text, meant) = line.split_once(" => ").expect("a prompt and what it means");
    let brief = Brief { bgm: text.into(), ..Brief::default() };
    let wish = Wishes::of(&brief, None).music;
    if meant == "none" || wish.is_none() {
        return tally.count(4, (meant == "none") == wish.is_none(), text);
    }
    let music = plan(&scene(), &wish.unwrap_or_default(), false, Seed(5));
    let only: Vec<&str> = meant.split("; ").collect();
    for (i, item) in only.iter().enumerate() {
        let (item, wrong) = (
            item.trim(),
            format!("{text}: {item} | {} {:?}", crate::music::named(music.style), players(&music)),
        );
        if let Some(notes) = item.strip_prefix('(') {
            let each = notes.trim_end_matches(')').split(", ");
            each.for_each(|n| {
                tally.count(
                    3,
                    note(&music, n),
                    &format!(
                        "{text}: {n} | {} {:?} {:?} {}",
                        music.bpm, music.ending, music.entries, music.mode
                    ),
                )
            });
        } else if let Some(id) = item.strip_prefix('!') {
            let style = crate::music::named(music.style) == id;
            let silent = !sounds(&music, id) && (id != "melody" || !music.tracks.contains(&Layer::Lead));
            tally.count(2, silent && !style, &wrong);
        } else if item == "only" {
            let named = |player: &String| only.iter().any(|id| family(id).contains(&player.as_str()));
            tally.count(2, players(&music).iter().filter(|p| !is_role(p)).all(named), &wrong);
        } else if i == 0 {
            tally.count(0, item.split('|').any(|id| id == crate::music::named(music.style)), &wrong);
        } else {
            tally.count(1, item.split('|').any(|id| sounds(&music, id)), &wrong);
        }
    }
}

/// Shares that are right, a line a file, and under it what is not.
fn told(files: [(&str, &str); 2]) -> String {
    let mut told = String::new();
    for (name, file) in files {
        let mut tally = Tally([[0; 2]; 5], vec![]);
        file.lines().filter(|l| !l.starts_with('#') && !l.is_empty()).for_each(|l| judge(l, &mut tally));
        let kinds = ["style", "plays", "silent", "notes", "none"];
        let parts = tally.0.iter().zip(kinds).map(|([right, all], kind)| format!("{kind} {right}/{all}"));
        told += &format!("{name}: {}\n", parts.collect::<Vec<_>>().join(", "));
        tally.1.iter().for_each(|wrong| told += &format!("  {wrong}\n"));
    }
    told
}

#[test]
fn sixty_prompts_written_before_the_parser_are_heard() {
    let told = told([
        ("en", include_str!("../../../data/prompts/music_en.txt")),
        ("zh", include_str!("../../../data/prompts/music_zh.txt")),
    ]);
    expect![[r#"
        en: style 28/28, plays 43/43, silent 25/25, notes 26/26, none 2/2
        zh: style 28/28, plays 37/37, silent 24/24, notes 28/28, none 2/2
    "#]]
    .assert_eq(&told);
}

#[test]
fn sixty_prompts_written_after_the_parser_are_heard_nearly_as_well() {
    let told = told([
        ("en", include_str!("../../../data/prompts/music_fresh_en.txt")),
        ("zh", include_str!("../../../data/prompts/music_fresh_zh.txt")),
    ]);
    expect![[r#"
        en: style 28/28, plays 40/41, silent 13/13, notes 25/25, none 2/2
          smoky saxophone ballad, brushes, walking bass, slow tempo: sax | jazz ["bass", "piano", "vibraphone", "melody", "drums"]
        zh: style 27/28, plays 40/41, silent 15/15, notes 26/26, none 2/2
          烟雾缭绕的酒吧，萨克斯慢板，鼓刷，低音提琴: sax | jazz ["bass", "piano", "vibraphone", "melody", "drums"]
          梦境般的合唱加弦乐，由弱到强，不要铜管: cinematic_ambient|cinematic_epic|piano_romantic | acoustic_folk ["choir", "pad", "bass", "guitar", "strings", "melody", "drums"]
    "#]]
    .assert_eq(&told);
}
