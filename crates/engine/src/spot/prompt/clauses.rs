//! Splits a prompt into clauses, carries order and negation from one to the next, and gathers what they ask for.

use super::bind::{self, Clause};
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
    /// "Then".
    Then,
    /// "After".
    After,
}

/// Reads the pieces of a prompt.
pub fn read(text: &str, pieces: &[Piece<'_, Meaning>]) -> Prompt {
    let mut reader = Reader {
        text,
        prompt: Prompt::default(),
        step: 0,
        then: false,
        negative: false,
        carried: Notes::default(),
    };
    let parts = split(pieces);
    for (i, (joint, part)) in parts.iter().enumerate() {
        let next = parts.get(i + 1).map(|(joint, _)| *joint);
        reader.clause(*joint, part, next);
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

/// How a piece joins what follows it to what stands before; `None` for a piece of a clause.
pub(super) fn joint(piece: &Piece<'_, Meaning>) -> Option<Joint> {
    match piece {
        Piece::Stop(true) => Some(Joint::And),
        Piece::Stop(false) => Some(Joint::Hard),
        Piece::Known([Meaning::Operator(operator)], _) => match operator {
            Operator::And => Some(Joint::And),
            Operator::Or => Some(Joint::Or),
            Operator::With => Some(Joint::With),
            Operator::Then => Some(Joint::Then),
            Operator::After => Some(Joint::After),
            _ => None,
        },
        _ => None,
    }
}

struct Reader<'t> {
    text: &'t str,
    prompt: Prompt,
    step: u32,
    /// The next thing that is asked for comes later than everything before.
    then: bool,
    negative: bool,
    /// Said before its class was named.
    carried: Notes,
}

impl Reader<'_> {
    fn clause(&mut self, joint: Joint, pieces: &[&Piece<'_, Meaning>], next: Option<Joint>) {
        match joint {
            Joint::Then => self.then = true,
            Joint::After => self.turn(),
            _ => {}
        }
        let carries = match joint {
            Joint::Or => true,
            Joint::And => bind::is_bare(pieces),
            _ => false,
        };
        let clause = bind::clause(self.text, pieces, self.negative && carries);
        if !pieces.is_empty() {
            self.negative = clause.negative;
        }
        self.take(clause, next);
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
            self.step += 1;
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
