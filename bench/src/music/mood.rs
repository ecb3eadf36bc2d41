//! Mood words in two languages, and what becomes of them: mode, tempo, register, brightness and loudness, on the score and in the sound.

use engine::dsp::{Stereo, integrated_lufs, samples};
use engine::music::{judge, named, render};
use engine::scene::Mood;
use engine::{Brief, CueSheet, spot};
use media::Patient;
use realfft::RealFftPlanner;

/// Words of mood: English, Chinese, pleasure and arousal as they are meant.
const WORDS: [(&str, &str, f32, f32); 13] = [
    ("happy", "欢快", 0.7, 0.5),
    ("energetic", "动感", 0.3, 0.9),
    ("calm", "平静", 0.3, -0.7),
    ("sad", "悲伤", -0.7, -0.4),
    ("tense", "紧张", -0.6, 0.6),
    ("dark", "黑暗", -0.8, 0.3),
    ("romantic", "浪漫", 0.5, -0.2),
    ("epic", "史诗", 0.2, 0.9),
    ("mysterious", "神秘", -0.2, -0.1),
    ("nostalgic", "怀旧", 0.0, -0.4),
    ("hopeful", "希望", 0.5, 0.1),
    ("playful", "俏皮", 0.7, 0.3),
    ("dreamy", "梦幻", 0.3, -0.5),
];
/// Styles in which the words are held against each other; alone, a word chooses its own.
const STYLES: [(&str, &str); 4] =
    [("", ""), ("synthwave", "赛博朋克"), ("acoustic folk", "民谣"), ("romantic piano", "爱情")];
const LENGTH_S: f64 = 8.0;
/// Modes from dark to bright; the five-tone ones stand beside those with their third.
const MODES: [&str; 9] =
    ["locrian", "phrygian", "aeolian", "yu", "dorian", "mixolydian", "gong", "ionian", "lydian"];

/// What a word became.
struct Heard {
    style: String,
    mode: String,
    /// Valence and arousal that were meant.
    meant: (f32, f32),
    /// Place of the mode, beats a minute, mean pitch, centroid in octaves, loudness.
    values: [f32; 5],
}

/// Prints a table a style and language, and how often of two words the one that should be higher is.
pub fn table(seeds: u64, deaf: bool) {
    for (english, chinese) in STYLES {
        for (name, style) in [("en", english), ("zh", chinese)] {
            let title = if style.is_empty() { "each word in its own style" } else { style };
            println!(
                "{title} ({name})\nword          style              mode        bpm  register  centroid   LUFS"
            );
            let heard: Vec<Heard> =
                WORDS.iter().map(|word| averaged(word, (name, style), seeds, deaf)).collect();
            for (word, h) in WORDS.iter().zip(&heard) {
                let [_, bpm, register, octaves, lufs] = h.values;
                let word = if name == "en" { word.0 } else { word.1 };
                println!(
                    "{word:12}  {:18} {:10} {bpm:5.1} {register:9.1} {:9.0} {lufs:6.1}",
                    h.style,
                    h.mode,
                    octaves.exp2()
                );
            }
            println!("  in order: {}\n", orders(&heard, deaf));
        }
    }
}

/// How often of two words the one that should have more has it, by the formulas of each quantity.
fn orders(heard: &[Heard], deaf: bool) -> String {
    let wants: [(&str, f32, f32, f32); 5] = [
        ("mode by valence", 1.0, 0.0, 0.45),
        ("tempo", 8.0, 34.0, 6.0),
        ("register", 6.0, 3.0, 1.5),
        ("centroid", 0.4, 1.2, 0.25),
        ("loudness by arousal", 0.0, 1.0, 0.3),
    ];
    let shown = wants.iter().enumerate().take(if deaf { 3 } else { 5 });
    let each = shown.map(|(i, &(name, v, a, apart))| {
        let want = |h: &Heard| v * h.meant.0 + a * h.meant.1;
        let pairs = heard.iter().flat_map(|one| heard.iter().map(move |other| (one, other)));
        let clear: Vec<_> = pairs.filter(|(one, other)| want(one) - want(other) > apart).collect();
        let right = |(one, other): &&(&Heard, &Heard)| one.values[i] >= other.values[i] - 1e-4;
        format!("{name} {:.2}", clear.iter().filter(right).count() as f64 / clear.len().max(1) as f64)
    });
    each.collect::<Vec<_>>().join(", ")
}

fn averaged(word: &(&str, &str, f32, f32), (language, style): (&str, &str), seeds: u64, deaf: bool) -> Heard {
    let text = match (language, style.is_empty()) {
        ("en", true) => word.0.to_string(),
        ("en", false) => format!("{style}, {}", word.0),
        (_, true) => word.1.to_string(),
        (_, false) => format!("{style}，{}", word.1),
    };
    let mut heard =
        Heard { style: String::new(), mode: String::new(), meant: (word.2, word.3), values: [0.0; 5] };
    for seed in 0..seeds {
        let brief = Brief { bgm: text.clone(), seed: Some(seed), ..Brief::default() };
        let scene = judge::bare_scene(LENGTH_S, &[], Mood::default());
        let sheet = spot::cue_sheet(&scene, &brief, None, None);
        let (Some(music), Some(figures)) = (&sheet.music, judge::figures_of(&sheet)) else { continue };
        let place = MODES.iter().position(|mode| *mode == music.mode).unwrap_or(0) as f32;
        let (octaves, lufs) = if deaf || seed > 0 { (0.0, 0.0) } else { sounding(&sheet) };
        let each = [place, figures.bpm, figures.register].map(|x| x / seeds as f32);
        let all = [each[0], each[1], each[2], octaves, lufs];
        heard.values.iter_mut().zip(all).for_each(|(sum, x)| *sum += x);
        (heard.style, heard.mode) = (named(music.style), music.mode.clone());
    }
    heard
}

/// Centroid of the sound's spectrum in octaves over 1 Hz, and its loudness.
fn sounding(sheet: &CueSheet) -> (f32, f32) {
    let sound = render(sheet, samples(sheet.duration), None, &Patient).unwrap_or(Stereo::silence(1));
    (centroid_hz(&sound).max(1.0).log2(), integrated_lufs(&sound))
}

/// Mean frequency of the power spectrum, hertz.
fn centroid_hz(sound: &Stereo) -> f32 {
    const WINDOW: usize = 4096;
    let fft = RealFftPlanner::<f32>::new().plan_fft_forward(WINDOW);
    let (mut weighted, mut total) = (0.0_f64, 0.0_f64);
    let mono: Vec<f32> = sound.left.iter().zip(&sound.right).map(|(l, r)| 0.5 * (l + r)).collect();
    for part in mono.chunks_exact(WINDOW) {
        let hann = |i: usize| 0.5 - 0.5 * (std::f32::consts::TAU * i as f32 / WINDOW as f32).cos();
        let mut windowed: Vec<f32> = part.iter().enumerate().map(|(i, x)| x * hann(i)).collect();
        let mut spectrum = fft.make_output_vec();
        if fft.process(&mut windowed, &mut spectrum).is_err() {
            continue;
        }
        for (i, bin) in spectrum.iter().enumerate() {
            let power = f64::from(bin.norm_sqr());
            weighted += power * i as f64 * f64::from(engine::RATE) / WINDOW as f64;
            total += power;
        }
    }
    if total > 0.0 { (weighted / total) as f32 } else { 0.0 }
}
