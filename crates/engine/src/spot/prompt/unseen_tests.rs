//! Prompts that were written before the parser was reworked, half of them in words that the lexicon does not have: how
//! many are understood, told as a table that may not change unseen.

use super::expected::holds;
use super::*;
use crate::spot::Likeness;
use crate::spot::lexicon::lexicon;
use expect_test::expect;

/// Where the half with unknown words begins.
const UNKNOWN: &str = "words that the lexicon does not have";

/// Hits and all, by what is asked.
#[derive(Default)]
struct Tally {
    recalled: [usize; 2],
    precise: [usize; 2],
    refused: [usize; 2],
    in_order: [usize; 2],
    counted: [usize; 2],
    noted: [usize; 2],
}

impl Tally {
    fn told(&self, name: &str) -> String {
        let percent = |[hits, all]: [usize; 2]| format!("{:>3} %", 100 * hits / all.max(1));
        let rates =
            [self.recalled, self.precise, self.refused, self.in_order, self.counted, self.noted].map(percent);
        format!("{name:10} {}\n", rates.join("  "))
    }
}

/// One thing that a prompt asks for: any of several classes, with notes, in a step.
struct Wanted<'a> {
    classes: Vec<&'a str>,
    notes: Vec<&'a str>,
    step: u32,
}

fn id(asked: &Asked) -> &'static str {
    &lexicon().classes[asked.class].id
}

fn count(tally: &mut [usize; 2], is_right: bool) {
    tally[0] += usize::from(is_right);
    tally[1] += 1;
}

fn judge(line: &str, tally: &mut Tally, interpreter: Option<&dyn Interpreter>) {
    let (text, meant) = line.split_once(" => ").expect("a prompt and what it means");
    let prompt = understood_by(text, interpreter);
    let (mut wanted, mut free, mut step) = (Vec::new(), Vec::new(), 0);
    for item in meant.split("; ") {
        let (names, notes) = item.split_once(" (").unwrap_or((item, ""));
        step += u32::from(names.starts_with("> "));
        match names.trim_start_matches("> ") {
            name if name.starts_with('!') => count(&mut tally.refused, is_refused(&prompt, &name[1..])),
            "only" => count(&mut tally.refused, prompt.only),
            name if name.starts_with('?') => (),
            name if name.starts_with('+') => free.extend(name[1..].split('|')),
            name => wanted.push(Wanted {
                classes: name.split('|').collect(),
                notes: notes.trim_end_matches(')').split(", ").filter(|n| !n.is_empty()).collect(),
                step,
            }),
        }
    }
    let mut taken = Vec::new();
    for one in &wanted {
        // Of two that are both footsteps the one that fits better, and each only once where there are enough.
        let lacks = |a: &Asked| one.notes.iter().filter(|note| !says(a, note)).count();
        let found = prompt.asked.iter().enumerate().filter(|(_, a)| one.classes.contains(&id(a)));
        let best = found.min_by_key(|(i, a)| (taken.contains(i), a.step.abs_diff(one.step), lacks(a)));
        taken.extend(best.map(|(i, _)| i));
        let best = best.map(|(_, asked)| asked);
        count(&mut tally.recalled, best.is_some());
        let Some(best) = best else { continue };
        count(&mut tally.in_order, best.step == one.step);
        for note in &one.notes {
            let number = note.strip_prefix('x').is_some_and(|n| n.parse::<u32>().is_ok());
            count(if number { &mut tally.counted } else { &mut tally.noted }, says(best, note));
        }
    }
    for asked in prompt.asked.iter().filter(|a| !free.contains(&id(a))) {
        count(&mut tally.precise, wanted.iter().any(|one| one.classes.contains(&id(asked))));
    }
}

fn is_refused(prompt: &Prompt, name: &str) -> bool {
    match name {
        "music" => prompt.music == Some(false),
        "sfx" => prompt.mute_effects,
        "ambience" => prompt.mute_ambience,
        // What only what is named rules out needs no naming.
        _ => prompt.only || prompt.banned.iter().any(|&i| lexicon().classes[i].id == name),
    }
}

/// Whether a note holds, those of length, rate, distance and all shoes included.
fn says(asked: &Asked, note: &str) -> bool {
    let number = |text: &str| text.trim().parse::<f64>().ok();
    if let Some(seconds) = note.strip_prefix("for ").and_then(number) {
        return asked.notes.lasting == Some(seconds);
    }
    if let Some(metres) = note.strip_suffix(" m").and_then(number) {
        return asked.notes.distance.is_some_and(|d| (f64::from(d) - metres).abs() < 0.01);
    }
    if let Some(hertz) = note.strip_suffix("/s").and_then(number) {
        return asked.notes.rate.is_some_and(|rate| (rate - hertz).abs() < 0.01);
    }
    holds(asked, note)
}

fn table(file: &str, name: &str, interpreter: Option<&dyn Interpreter>) -> String {
    let (mut known, mut unknown) = (Tally::default(), Tally::default());
    let mut is_known = true;
    for line in file.lines() {
        is_known &= !line.contains(UNKNOWN);
        if !line.starts_with('#') && !line.is_empty() {
            judge(line, if is_known { &mut known } else { &mut unknown }, interpreter);
        }
    }
    known.told(&format!("{name}, known")) + &unknown.told(&format!("{name}, new"))
}

/// A line for each language of a file whose headings name them.
fn languages(file: &str, interpreter: Option<&dyn Interpreter>) -> String {
    let (mut told, mut name, mut tally) = (String::new(), "", Tally::default());
    for line in file.lines().skip(1).chain(["# "]) {
        if let Some(next) = line.strip_prefix("# ") {
            let done = std::mem::take(&mut tally);
            told += &if done.recalled[1] > 0 { done.told(name) } else { String::new() };
            name = next;
        } else if !line.is_empty() {
            judge(line, &mut tally, interpreter);
        }
    }
    told
}

const HEAD: &str = "           recall precision refused order counts notes\n";

fn both_languages(interpreter: Option<&dyn Interpreter>) -> String {
    let english = table(include_str!("../../../data/prompts/en.txt"), "en", interpreter);
    let chinese = table(include_str!("../../../data/prompts/zh.txt"), "zh", interpreter);
    format!("{HEAD}{english}{chinese}")
}

#[test]
fn prompts_written_before_the_parser_are_understood_so_far() {
    expect![[r#"
                   recall precision refused order counts notes
        en, known   98 %   98 %  100 %  100 %  100 %   97 %
        en, new     43 %   49 %   95 %   91 %  100 %   78 %
        zh, known   98 %   95 %  100 %   99 %  100 %   92 %
        zh, new     29 %   46 %   80 %   94 %   87 %   60 %
    "#]]
    .assert_eq(&both_languages(None));
}

#[test]
fn with_the_encoder_more_of_them_are_understood() {
    expect![[r#"
                   recall precision refused order counts notes
        en, known   98 %   98 %  100 %  100 %  100 %   97 %
        en, new     50 %   53 %   95 %   92 %   83 %   72 %
        zh, known   98 %   94 %  100 %   99 %  100 %   91 %
        zh, new     41 %   51 %   80 %   94 %   92 %   50 %
    "#]]
    .assert_eq(&both_languages(Some(&Likeness::default())));
}

#[test]
fn other_languages_are_understood_by_the_encoder_or_not_at_all() {
    let file = include_str!("../../../data/prompts/other.txt");
    expect![[r#"
                   recall precision refused order counts notes
        español     85 %   66 %    0 %  100 %    0 %    0 %
        français    55 %   83 %    0 %   80 %    0 %    0 %
        Deutsch     50 %   60 %    0 %  100 %    0 %    0 %
        日本語         28 %  100 %    0 %  100 %    0 %    0 %
        한국어          0 %    0 %    0 %    0 %    0 %    0 %
        português   50 %   60 %    0 %  100 %    0 %    0 %
        русский     85 %  100 %    0 %   83 %    0 %    0 %
        italiano    42 %   50 %    0 %  100 %    0 %    0 %
        हिन्दी       0 %    0 %    0 %    0 %    0 %    0 %
        العربية     42 %   75 %    0 %  100 %    0 %    0 %
    "#]]
    .assert_eq(&format!("{HEAD}{}", languages(file, Some(&Likeness::default()))));
}
