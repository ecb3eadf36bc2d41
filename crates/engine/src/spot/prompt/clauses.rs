//! Splits a prompt into clauses, carries order and negation from one to the next, and gathers what they ask for.

use super::bind::{self, Clause, Joined};
use super::{Asked, Notes, Prompt};
use crate::spot::lexicon::{Kind, Meaning, Operator, lexicon};
use crate::spot::vocabulary::Piece;

/// How a clause is joined to the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joint {
    /// Punctuation.
    Hard,
    /// "And", a listing comma.
    And,
    /// "Or".
    Or,
    /// "With", "but", "in the".
    With,
    /// "And also".
    Also,
    /// "Then".
    Then,
    /// "After".
    After,
    /// "Before".
    Before,
    /// "Before", behind its clause.
    Beforehand,
    /// "Is over".
    Done,
}

/// Reads the pieces of a prompt.
pub fn read(text: &str, pieces: &[Piece<'_, Meaning>]) -> Prompt {
    let mut reader = Reader {
        text,
        prompt: Prompt::default(),
        step: 0,
        then: false,
        pending: None,
        negative: false,
        carried: Notes::default(),
    };
    let parts = split(pieces);
    for (i, (joint, part)) in parts.iter().enumerate() {
        let next = parts.get(i + 1).map(|(joint, _)| *joint);
        // The joint of the next clause that says anything.
        let ahead = parts[i + 1..].iter().find(|(joint, part)| *joint == Joint::Also || !part.is_empty());
        let rest_is_out = |part: &[&Piece<'_, Meaning>]| part.iter().any(|piece| is_only(piece));
        let more = ahead.is_some_and(|(joint, part)| *joint == Joint::Also || rest_is_out(part));
        reader.clause(*joint, part, Ahead { next, more });
    }
    let mut prompt = reader.prompt;
    if prompt.silent && !prompt.asked.is_empty() {
        // "A knock, then silence" asks for a knock.
        (prompt.silent, prompt.mute_effects) = (false, false);
    }
    prompt
}

fn split<'p, 'l>(pieces: &'p [Piece<'l, Meaning>]) -> Vec<(Joint, Vec<&'p Piece<'l, Meaning>>)> {
    let mut parts = vec![(Joint::Hard, Vec::new())];
    for piece in pieces {
        match joint(piece) {
            Some(joint) => parts.push((joint, Vec::new())),
            None => parts.last_mut().expect("there is a first part").1.push(piece),
        }
    }
    parts
}

fn is_only(piece: &Piece<'_, Meaning>) -> bool {
    matches!(piece, Piece::Known(meanings, _) if meanings.contains(&Meaning::Operator(Operator::Only)))
}

/// How a piece joins what follows it to what stands before; `None` for a piece of a clause.
pub(super) fn joint(piece: &Piece<'_, Meaning>) -> Option<Joint> {
    match piece {
        Piece::Stop(true) => Some(Joint::And),
        Piece::Stop(false) => Some(Joint::Hard),
        Piece::Known(meanings, _) => {
            // A word that may also be a thing or a quality is that.
            let small = |m: &Meaning| matches!(m, Meaning::Operator(_) | Meaning::Filler);
            meanings.iter().find_map(joins).filter(|_| meanings.iter().all(small))
        }
        _ => None,
    }
}

fn joins(meaning: &Meaning) -> Option<Joint> {
    let Meaning::Operator(operator) = meaning else { return None };
    match operator {
        Operator::And => Some(Joint::And),
        Operator::Or => Some(Joint::Or),
        Operator::With => Some(Joint::With),
        Operator::Also => Some(Joint::Also),
        Operator::Then => Some(Joint::Then),
        Operator::After => Some(Joint::After),
        Operator::Before => Some(Joint::Before),
        Operator::Beforehand => Some(Joint::Beforehand),
        Operator::Done => Some(Joint::Done),
        _ => None,
    }
}

/// What comes after a clause.
struct Ahead {
    next: Option<Joint>,
    more: bool,
}

/// What a clause that has yet to be read does to the order, once the one after it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pending {
    /// "After the thunder, rain": the next clause comes later.
    Later,
    /// "Before the door slams, a knock": the next clause comes earlier.
    Earlier,
}

struct Reader<'t> {
    text: &'t str,
    prompt: Prompt,
    step: u32,
    /// The next thing that is asked for comes later than everything before.
    then: bool,
    pending: Option<Pending>,
    negative: bool,
    /// Said before its class was named.
    carried: Notes,
}

impl Reader<'_> {
    fn clause(&mut self, joint: Joint, pieces: &[&Piece<'_, Meaning>], ahead: Ahead) {
        self.order(joint);
        let carries = match joint {
            Joint::Or => true,
            Joint::And => bind::is_bare(pieces),
            _ => false,
        };
        let joined = Joined { negative: self.negative && carries, more: ahead.more };
        let clause = bind::clause(self.text, pieces, joined);
        if !pieces.is_empty() {
            self.negative = clause.negative;
        }
        self.take(clause, ahead.next);
    }

    fn order(&mut self, joint: Joint) {
        let nothing_yet = self.prompt.asked.is_empty();
        match (joint, self.pending) {
            (Joint::Hard | Joint::With, Some(pending)) if !nothing_yet => {
                self.pending = None;
                match pending {
                    Pending::Later => self.then = true,
                    Pending::Earlier => self.turn(),
                }
            }
            _ => {}
        }
        match joint {
            Joint::Then => self.then = true,
            Joint::Done => self.then |= !nothing_yet,
            Joint::After if nothing_yet => self.pending = Some(Pending::Later),
            Joint::Before if nothing_yet => self.pending = Some(Pending::Earlier),
            Joint::Before => self.then = true,
            Joint::After | Joint::Beforehand => self.turn(),
            _ => {}
        }
    }

    /// "Thunder after rain": what was asked last comes later than what follows.
    fn turn(&mut self) {
        match self.prompt.asked.last_mut().filter(|last| last.step == self.step) {
            Some(last) => last.step += 1,
            None => self.then = false,
        }
    }

    fn take(&mut self, clause: Clause, next: Option<Joint>) {
        let prompt = &mut self.prompt;
        prompt.only |= clause.only;
        prompt.music = match (prompt.music, clause.music) {
            (Some(false), _) | (_, Some(false)) => Some(false),
            (before, now) => now.or(before),
        };
        prompt.mute_effects |= clause.mute_effects;
        prompt.silent |= clause.silent;
        prompt.mute_ambience |= clause.mute_ambience;
        prompt.space = clause.space.or(prompt.space);
        prompt.banned.extend(&clause.banned);
        if clause.asked.is_empty() {
            self.loose(clause.loose, next);
        } else if self.belongs_before(&clause.asked) {
            for asked in clause.asked {
                self.prompt
                    .asked
                    .last_mut()
                    .into_iter()
                    .for_each(|last| last.notes.join(asked.notes.clone()));
            }
        } else {
            self.ask(clause.asked);
        }
    }

    fn ask(&mut self, asked: Vec<Asked>) {
        if std::mem::take(&mut self.then) && !self.prompt.asked.is_empty() {
            self.step = self.prompt.asked.iter().map(|asked| asked.step).max().unwrap_or(0) + 1;
        }
        for (i, mut asked) in asked.into_iter().enumerate() {
            asked.step = self.step;
            if i == 0 {
                asked.notes.join(std::mem::take(&mut self.carried));
            }
            self.prompt.asked.push(asked);
        }
    }

    /// Notes without a class belong to the class before, or to the next where they lead up to it.
    fn loose(&mut self, notes: Notes, next: Option<Joint>) {
        let leads_up = matches!(next, Some(Joint::With | Joint::And));
        match self.prompt.asked.last_mut() {
            // "Four blows on metal, two on wood".
            Some(last) if notes.count.is_some() && last.notes.count.is_some() && !notes.stuffs.is_empty() => {
                let another = Asked { notes, ..last.clone() };
                self.ask(vec![another]);
            }
            Some(last) if !leads_up && !self.then => {
                // Said later and of its own: it corrects what was said before.
                let before = std::mem::replace(&mut last.notes, notes);
                last.notes.join(before);
            }
            _ => self.carried.join(notes),
        }
    }

    /// "Knocking, three hits": only unspecific blows, after a blow that was named.
    fn belongs_before(&self, asked: &[Asked]) -> bool {
        let lexicon = lexicon();
        let unspecific = |asked: &Asked| {
            lexicon.classes[asked.class].id == "OBJECTS-MISC" && asked.notes.stuffs.is_empty()
        };
        let blow = |class: usize| {
            let class = &lexicon.classes[class];
            class.kind == Kind::Event && matches!(class.sound, Some(crate::cues::Sound::Impact(_)))
        };
        !self.then
            && asked.iter().all(unspecific)
            && self.prompt.asked.last().is_some_and(|last| blow(last.class))
    }
}
