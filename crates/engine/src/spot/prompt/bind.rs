//! One clause: which words are classes, what they negate, and which attributes belong to which class.

use super::measures::{Side, measures};
use super::{Anchor, Asked, Notes};
use crate::cues::RoomPreset;
use crate::spot::lexicon::{Kind, Meaning, Operator, lexicon};
use crate::spot::vocabulary::Piece;
use std::ops::Range;

/// What one clause says.
#[derive(Debug, Default)]
pub struct Clause {
    pub asked: Vec<Asked>,
    pub banned: Vec<usize>,
    pub only: bool,
    pub music: Option<bool>,
    pub mute_effects: bool,
    pub mute_ambience: bool,
    pub silent: bool,
    pub space: Option<RoomPreset>,
    /// Whether a negation was open at its end.
    pub negative: bool,
    /// Notes of a clause without a class.
    pub loose: Notes,
}

/// A word that names a class.
struct Head {
    class: usize,
    weak: bool,
    /// Found by a word behind the lexicon.
    kin: bool,
    sureness: Option<f32>,
    at: usize,
    range: Range<usize>,
    negative: bool,
    notes: Notes,
}

/// True for a clause that only names one thing.
pub fn is_bare(pieces: &[&Piece<'_, Meaning>]) -> bool {
    let content = pieces.iter().filter(|piece| !matches!(piece, Piece::Known([Meaning::Filler], _)));
    let names = |piece: &&&Piece<'_, Meaning>| match piece {
        Piece::Known(meanings, _) => meanings.iter().any(|m| match m {
            Meaning::Class(..) | Meaning::Kin(..) | Meaning::Guessed(_) => true,
            Meaning::Operator(o) => is_layer(*o),
            _ => false,
        }),
        _ => false,
    };
    content.clone().count() <= 2 && content.clone().all(|piece| names(&piece))
}

fn is_layer(operator: Operator) -> bool {
    matches!(operator, Operator::Music | Operator::Effects | Operator::Sound | Operator::Ambience)
}

/// What the clauses around a clause mean for it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Joined {
    /// A negation reaches into it.
    pub negative: bool,
    /// More is asked for besides what it excepts.
    pub more: bool,
}

/// Reads a clause.
pub fn clause(text: &str, pieces: &[&Piece<'_, Meaning>], joined: Joined) -> Clause {
    let clause = Clause { negative: joined.negative, ..Clause::default() };
    let mut reading = Reading { text, pieces, joined, clause, heads: Vec::new() };
    reading.find_heads();
    reading.find_layers();
    reading.settle();
    reading.bind();
    reading.finish()
}

/// Words for what is not named.
const OTHER: [&str; 4] = ["other", "其他", "其它", "别的"];

struct Reading<'t, 'p, 'l> {
    text: &'t str,
    joined: Joined,
    pieces: &'p [&'p Piece<'l, Meaning>],
    clause: Clause,
    heads: Vec<Head>,
}

impl Reading<'_, '_, '_> {
    fn meanings(&self, at: usize) -> &[Meaning] {
        match self.pieces.get(at) {
            Some(Piece::Known(meanings, _)) => meanings,
            _ => &[],
        }
    }

    fn has(&self, at: usize, operator: Operator) -> bool {
        self.meanings(at).contains(&Meaning::Operator(operator))
    }

    fn word(&self, at: usize) -> &str {
        match self.pieces.get(at) {
            Some(Piece::Known(_, range)) => &self.text[range.clone()],
            _ => "",
        }
    }

    fn find_heads(&mut self) {
        for at in 0..self.pieces.len() {
            let Piece::Known(meanings, range) = self.pieces[at] else { continue };
            if self.compares(at, range.end) {
                continue;
            }
            for meaning in *meanings {
                let (class, weak, sureness) = match *meaning {
                    Meaning::Class(class, weak) | Meaning::Kin(class, weak) => (class, weak, None),
                    Meaning::Guessed(guess) => (guess.class, false, Some(guess.sureness)),
                    _ => continue,
                };
                let (range, notes) = (range.clone(), Notes::default());
                let kin = matches!(meaning, Meaning::Kin(..));
                self.heads.push(Head { class, weak, kin, sureness, at, range, negative: false, notes });
            }
        }
        let lexicon = lexicon();
        let stuffs = |head: &Head| -> Vec<usize> {
            let meanings = self.meanings(head.at).iter();
            meanings.filter_map(|m| if let Meaning::Stuff(s) = m { Some(*s) } else { None }).collect()
        };
        let made: Vec<Vec<usize>> = self.heads.iter().map(stuffs).collect();
        // "Leaves" in "rain on leaves" are what it falls on; in "leaves in the wind" they are what is heard.
        let is_only_stuff = |&i: &usize| {
            let taken = |(other, own): (&Head, &Vec<usize>)| {
                own.is_empty()
                    && (self.heads[i].weak || !other.weak)
                    && made[i].iter().any(|&stuff| lexicon.takes(other.class, stuff))
            };
            !made[i].is_empty() && self.heads.iter().zip(&made).any(taken)
        };
        let only_stuff: Vec<usize> = (0..self.heads.len()).filter(is_only_stuff).collect();
        let mut i = 0;
        self.heads.retain(|_| {
            i += 1;
            !only_stuff.contains(&(i - 1))
        });
    }

    /// "Whisper-quiet" names no whisper.
    fn compares(&self, at: usize, end: usize) -> bool {
        let quality = |at| self.meanings(at).iter().any(|m| matches!(m, Meaning::Attribute(_)));
        let joined = |range: &Range<usize>| range.start == end + 1 && self.text[end..].starts_with('-');
        matches!(self.pieces.get(at + 1), Some(Piece::Known(_, range)) if joined(range)) && quality(at + 1)
    }

    /// Finds negations and what they reach: what follows them, or, where nothing does, what stands before.
    fn find_layers(&mut self) {
        let mut negative = self.clause.negative;
        for at in 0..self.pieces.len() {
            if self.has(at, Operator::Not) && !self.inverts(at) {
                if self.names_after(at + 1) {
                    negative = true;
                } else {
                    self.negate_before(at);
                }
            }
            if self.has(at, Operator::Except) {
                negative = self.excepts(at);
            }
            self.heads.iter_mut().filter(|head| head.at == at).for_each(|head| head.negative = negative);
            self.layer(at, negative);
        }
        self.clause.negative = negative;
    }

    /// Whether what follows "except" is shut out: not where all else is, nor where more is asked for besides.
    fn excepts(&mut self, at: usize) -> bool {
        let has = |i: usize, operator| self.has(i, operator);
        if (0..at).any(|i| has(i, Operator::Not)) {
            (self.clause.only, self.clause.mute_effects) = (true, false);
            return false;
        }
        let rest = |i: usize| has(i, Operator::Not) || has(i, Operator::Only);
        !self.joined.more && !(at + 1..self.pieces.len()).any(rest)
    }

    /// "Not too loud", "not loud": the attribute is negated, not a class.
    fn inverts(&self, at: usize) -> bool {
        let attribute = |at| self.meanings(at).iter().any(|m| matches!(m, Meaning::Attribute(_)));
        if self.has(at + 1, Operator::Too) {
            return attribute(at + 2);
        }
        attribute(at + 1) && !self.names_after(at + 1)
    }

    fn names_after(&self, from: usize) -> bool {
        let layer =
            |at: usize| self.meanings(at).iter().any(|m| matches!(m, Meaning::Operator(o) if is_layer(*o)));
        (from..self.pieces.len()).any(|at| layer(at) || self.heads.iter().any(|head| head.at == at))
    }

    fn negate_before(&mut self, at: usize) {
        let layer = (0..at)
            .rev()
            .find(|&i| self.meanings(i).iter().any(|m| matches!(m, Meaning::Operator(o) if is_layer(*o))));
        let head = self.heads.iter_mut().rev().find(|head| head.at < at);
        match (layer, head) {
            (Some(layer), Some(head)) if head.at > layer => head.negative = true,
            (None, Some(head)) => head.negative = true,
            (Some(layer), _) => self.layer(layer, true),
            (None, None) => {}
        }
    }

    fn layer(&mut self, at: usize, negative: bool) {
        let only = (0..at).any(|i| self.has(i, Operator::Only));
        for meaning in self.meanings(at).to_vec() {
            let Meaning::Operator(operator) = meaning else { continue };
            match operator {
                Operator::Only => self.clause.only = true,
                Operator::Music if negative => self.clause.music = Some(false),
                Operator::Music => {
                    self.clause.music = self.clause.music.or(Some(true));
                    self.clause.mute_effects |= only;
                }
                Operator::Effects => self.clause.mute_effects |= negative,
                Operator::Silence => {
                    self.clause.mute_effects |= !negative;
                    self.clause.silent |= !negative;
                }
                Operator::Ambience => self.clause.mute_ambience |= negative,
                // "No other sounds" leaves what is named.
                Operator::Sound if negative && at > 0 && OTHER.contains(&self.word(at - 1)) => {
                    self.clause.only = true;
                }
                // "No rain sound" is about rain.
                Operator::Sound => {
                    let about_class = self.heads.iter().any(|head| head.negative && head.at < at);
                    self.clause.mute_effects |= negative && !about_class;
                }
                _ => {}
            }
        }
    }

    /// "A lioness growling" is one thing: a cry gives way to who cries, if either is known by its kind.
    fn hush(&mut self) {
        let cries = |head: &Head| lexicon().cries.contains(&self.text[head.range.clone()]);
        let thing =
            |head: &Head| !head.weak && (head.kin || lexicon().classes[head.class].kind != Kind::Place);
        let sources: Vec<(bool, bool)> = self
            .heads
            .iter()
            .filter(|head| thing(head) && !cries(head))
            .map(|head| (head.kin, head.negative))
            .collect();
        let hushed: Vec<bool> = self
            .heads
            .iter()
            .map(|head| {
                cries(head)
                    && sources.iter().any(|&(kin, negative)| (kin || head.kin) && negative == head.negative)
            })
            .collect();
        let mut hushed = hushed.into_iter();
        self.heads.retain(|_| !hushed.next().unwrap_or_default());
    }

    /// Brings the heads down to the things that are meant.
    fn settle(&mut self) {
        self.hush();
        let (negative, mut heads): (Vec<Head>, Vec<Head>) =
            std::mem::take(&mut self.heads).into_iter().partition(|head| head.negative);
        self.clause.banned = negative.iter().map(|head| head.class).collect();
        // "A fire that is not crackling" names twice what it wants once, and not so.
        heads.retain(|head| !self.clause.banned.contains(&head.class));
        let mut kept: Vec<Head> = Vec::new();
        for head in heads.drain(..) {
            let lexicon = lexicon();
            let same = kept.iter_mut().find_map(|k| {
                let class =
                    if k.class == head.class { Some(k.class) } else { lexicon.together(k.class, head.class) };
                class.map(|class| (k, class))
            });
            match same {
                Some((known, class)) => {
                    (known.class, known.weak) = (class, known.weak && head.weak);
                    known.range.end = head.range.end;
                }
                None => kept.push(head),
            }
        }
        if kept.iter().any(|head| !head.weak) {
            kept.retain(|head| !head.weak);
        } else {
            kept.truncate(1);
        }
        self.heads = kept;
    }

    /// Gives every attribute, stuff, number and time to a head.
    fn bind(&mut self) {
        let mut measured: Vec<usize> = Vec::new();
        for measure in measures(self.text, self.pieces) {
            let first = measure.pieces.iter().min().copied().unwrap_or_default();
            let owner = self.beside(first, measure.side, true);
            self.give(owner, measure.notes, false);
            measured.extend(measure.pieces);
        }
        for at in 0..self.pieces.len() {
            let said = self.said(at);
            if said != Notes::default() && (!measured.contains(&at) || self.names(at)) {
                let owner = self.owner(at, &said);
                self.give(owner, said, self.follows_preposition(at));
            }
        }
    }

    fn names(&self, at: usize) -> bool {
        self.heads.iter().any(|head| head.at == at)
    }

    fn said(&mut self, at: usize) -> Notes {
        let inverted = self.is_inverted(at);
        let mut said = Notes::default();
        for meaning in self.meanings(at).to_vec() {
            match meaning {
                Meaning::Attribute(i) => {
                    said.take(&lexicon().attributes[i], inverted);
                    self.clause.space = lexicon().attributes[i].space.or(self.clause.space);
                }
                Meaning::Stuff(i) => said.stuffs.push(i),
                Meaning::Operator(operator) => said.anchor = anchor(operator).or(said.anchor),
                _ => {}
            }
        }
        said
    }

    fn is_inverted(&self, at: usize) -> bool {
        let not = |i: Option<usize>| i.is_some_and(|i| self.has(i, Operator::Not) && self.inverts(i));
        not(at.checked_sub(1)) || (at > 0 && self.has(at - 1, Operator::Too) && not(at.checked_sub(2)))
    }

    fn give(&mut self, owner: Option<usize>, said: Notes, onto: bool) {
        let Some(i) = owner else {
            self.clause.loose.join(said);
            return;
        };
        let notes = &mut self.heads[i].notes;
        let mut stuffs = std::mem::take(&mut notes.stuffs);
        // What something is comes before what it lies on.
        match onto {
            true => stuffs.extend(&said.stuffs),
            false => stuffs.splice(0..0, said.stuffs.iter().copied()).for_each(drop),
        }
        notes.join(Notes { stuffs: Vec::new(), ..said });
        notes.stuffs = stuffs;
    }

    fn owner(&self, at: usize, said: &Notes) -> Option<usize> {
        if let Some(own) = self.heads.iter().position(|head| head.at == at) {
            return Some(own);
        }
        let Piece::Known(_, range) = self.pieces[at] else { return None };
        let each = matches!(said.anchor, Some(Anchor::EachCut | Anchor::EachHit));
        // "Walks slowly down the tunnel", but "gently tapping".
        let how = self.text[range.clone()].ends_with("ly") && !self.names(at + 1);
        let behind = self.follows_preposition(at) || (range.len() > 4 && self.is_adverb(at));
        let side = if each || how || behind { Side::Before } else { Side::After };
        // A place may be loud or far, but it does not move, and nothing makes a thing of it.
        let of_things = said.speed.is_some() || said.run || said.shoe.is_some() || !said.stuffs.is_empty();
        self.beside(at, side, of_things)
    }

    /// The head on one side of a piece, else the one on the other; a place only where nothing else is named.
    fn beside(&self, at: usize, side: Side, of_things: bool) -> Option<usize> {
        let is_place = |head: &Head| lexicon().classes[head.class].kind == Kind::Place;
        let any_thing = self.heads.iter().any(|head| !is_place(head));
        let fits = |head: &Head| !(of_things && any_thing && is_place(head));
        let before = self.heads.iter().rposition(|head| head.at < at && fits(head));
        let after = self.heads.iter().position(|head| head.at >= at && fits(head));
        match side {
            Side::Before => before.or(after),
            Side::After => after.or(before),
        }
    }

    fn is_adverb(&self, at: usize) -> bool {
        // An attribute at the end of its clause speaks about what stands before it, whatever its form.
        !(at + 1..self.pieces.len()).any(|i| self.heads.iter().any(|head| head.at == i))
    }

    fn follows_preposition(&self, at: usize) -> bool {
        let from = self.heads.iter().filter(|head| head.at < at).map(|head| head.at).max();
        from.is_some_and(|from| (from..at).any(|i| self.has(i, Operator::Onto)))
    }

    fn finish(mut self) -> Clause {
        let lexicon = lexicon();
        for mut head in std::mem::take(&mut self.heads) {
            let stuffs = std::mem::take(&mut head.notes.stuffs);
            head.notes.stuffs =
                stuffs.into_iter().filter(|&stuff| lexicon.takes(head.class, stuff)).collect();
            let by_stuff =
                |&stuff: &usize| lexicon.classes[head.class].by_stuff.get(&lexicon.stuffs[stuff].name);
            let class = head.notes.stuffs.iter().find_map(by_stuff).and_then(|id| lexicon.find(id));
            let class = class.unwrap_or(head.class);
            self.fill_in(head.at, class, &mut head.notes);
            let words = self.text.get(head.range.clone()).unwrap_or_default().to_string();
            self.clause.asked.push(Asked {
                class,
                notes: head.notes,
                step: 0,
                words,
                sureness: head.sureness,
            });
        }
        self.clause
    }

    /// Notes that follow from others: of what a thing is by its name, and how loud a small rain is.
    fn fill_in(&self, at: usize, class: usize, notes: &mut Notes) {
        let lexicon = lexicon();
        let within = self.meanings(at).iter().filter_map(|m| match m {
            Meaning::Within(stuff) if lexicon.takes(class, *stuff) => Some(*stuff),
            _ => None,
        });
        let new: Vec<usize> = within.filter(|stuff| !notes.stuffs.contains(stuff)).collect();
        notes.stuffs.extend(new);
        let flows = lexicon.classes[class].kind != Kind::Event;
        if flows && notes.intensity.is_none() && notes.size.is_some_and(|size| size < 1.0) {
            notes.intensity = Some(0.3);
        }
    }
}

fn anchor(operator: Operator) -> Option<Anchor> {
    match operator {
        Operator::Start => Some(Anchor::Start),
        Operator::Middle => Some(Anchor::Middle),
        Operator::End => Some(Anchor::End),
        Operator::EachCut => Some(Anchor::EachCut),
        Operator::EachHit => Some(Anchor::EachHit),
        _ => None,
    }
}
