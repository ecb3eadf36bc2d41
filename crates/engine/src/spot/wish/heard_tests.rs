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
        en: style 17/28, plays 37/41, silent 12/13, notes 22/25, none 2/2
          bouncy ukulele and glockenspiel for a puppy video, avoid synths: playful|acoustic_folk|tropical | cinematic_ambient ["strings", "pad", "bass", "guitar", "bells", "melody"]
          late night drive, pulsing analog bass, gated drums, 96 BPM: synthwave | cinematic_ambient ["synth", "pad", "bass", "bells", "drums"]
          we need a big heroic brass theme for the final goal, finish with a hard stop: end hit | 105.75 Resolve {} aeolian
          Bollywood-free, no sitar, just a plain acoustic guitar waltz in A major: acoustic_folk | cinematic_ambient ["guitar"]
          dreadful, suffocating, bowed metal, a broken music box, without any beat: horror | rock ["bass", "music_box", "electric_guitar", "melody"]
          level-complete jingle like an old console, square waves, fast: chiptune | cinematic_ambient ["synth", "pad", "bass", "pulse"]
          smoky saxophone ballad, brushes, walking bass, slow tempo: sax | jazz ["bass", "piano", "vibraphone", "melody", "drums"]
          drums only, tribal, getting louder and louder: cinematic_epic|action_sport | cinematic_ambient ["synth", "pad", "bass", "bells", "drums"]
          drums only, tribal, getting louder and louder: only | cinematic_ambient ["synth", "pad", "bass", "bells", "drums"]
          Please make it motivational for our annual report: piano, light strings, no heavy drums, fade at the end: end fade | 110.75 Resolve {} ionian
          steel drums and shakers by the pool, sunny, major key: tropical | corporate ["synth", "pad", "bass", "guitar", "piano", "melody", "drums"]
          808s, rattling hats, menacing, half time, 142 bpm, no piano and no vocals: trap_hiphop | cinematic_ambient ["synth", "pad", "bass", "bells"]
          808s, rattling hats, menacing, half time, 142 bpm, no piano and no vocals: drums | cinematic_ambient ["synth", "pad", "bass", "bells"]
          Tick-tock countdown, low strings creeping up, cut to silence on the last frame: tension | cinematic_ambient ["strings", "pad", "bass", "bells"]
          Tick-tock countdown, low strings creeping up, cut to silence on the last frame: ticks | cinematic_ambient ["strings", "pad", "bass", "bells"]
          Tick-tock countdown, low strings creeping up, cut to silence on the last frame: end hit | 63 Resolve {} dorian
          warm and nostalgic, fingerpicked nylon guitar, home videos of my grandmother, not sad: acoustic_folk | piano_romantic ["strings", "pad", "guitar", "piano", "melody"]
          Quick punchy ad: funky bass, handclaps, brass stabs, 115 bpm, C minor: house_pop|jazz|corporate | cinematic_ambient ["brass", "pad", "bass", "bells"]
          Quick punchy ad: funky bass, handclaps, brass stabs, 115 bpm, C minor: drums | cinematic_ambient ["brass", "pad", "bass", "bells"]
        zh: style 17/28, plays 39/41, silent 14/15, notes 23/26, none 2/2
          深夜开车，合成器贝斯，复古电子鼓，96BPM: synthwave | house_pop ["synth", "pad", "bass", "lead", "lead", "melody", "drums"]
          大提琴独奏，忧郁，很慢，G小调，结尾悬着不解决: end open | 60.5 Resolve {} aeolian
          决赛进球的那一刻，铜管齐鸣，热血沸腾，最后戛然而止: cinematic_epic|action_sport | house_pop ["brass", "pad", "bass", "lead", "lead", "melody", "drums"]
          下雨天窗边，柔和的电钢和弦，有点沙沙的鼓，不要唱歌: lofi | cinematic_ambient ["synth", "pad", "bass", "electric_piano", "drums"]
          令人毛骨悚然，走调的八音盒，没有节奏: horror | cinematic_ambient ["synth", "pad", "bass", "music_box"]
          古代宫廷，古琴，稍后箫声进来，清幽: chinese | cinematic_ambient ["synth", "pad", "bass", "guzheng", "dizi", "melody"]
          烟雾缭绕的酒吧，萨克斯慢板，鼓刷，低音提琴: sax | jazz ["bass", "piano", "vibraphone", "melody", "drums"]
          只要鼓，部落感，越来越响: cinematic_epic|action_sport | cinematic_ambient ["synth", "pad", "bass", "bells", "drums"]
          只要鼓，部落感，越来越响: only | cinematic_ambient ["synth", "pad", "bass", "bells", "drums"]
          年会开场，振奋人心，钢琴加弦乐，鼓不要太重，结尾渐弱: corporate|cinematic_epic | piano_romantic ["strings", "pad", "piano", "piano", "melody", "drums"]
          泳池派对，阳光，钢鼓和沙锤，大调: tropical | corporate ["synth", "pad", "bass", "guitar", "piano", "melody", "drums"]
          808，密集的踩镲，阴暗压抑，142bpm，不要钢琴，不要人声: trap_hiphop | tension ["strings", "pad", "bass", "strings", "ticks", "drums"]
          倒计时滴答声，低音弦乐慢慢爬升，最后一刻收住: tension | cinematic_ambient ["strings", "pad", "bass", "bells", "ticks", "drums"]
          山地车摔车合集，失真吉他，碎拍，150bpm，越猛越好: action_sport|rock | cinematic_ambient ["synth", "pad", "bass", "electric_guitar"]
          山地车摔车合集，失真吉他，碎拍，150bpm，越猛越好: drums | cinematic_ambient ["synth", "pad", "bass", "electric_guitar"]
          冥想App用的铺底音，降E大调，可以无缝循环，不要主旋律: D# major | 59 Loop {} ionian
          快剪广告，放克贝斯，拍手，铜管短促有力，115拍，C小调: 115 bpm | 125.5 Resolve {} aeolian
    "#]]
    .assert_eq(&told);
}
