//! Numbers of a clause with what stands around them: counts, rates, times, lengths of time and distances.

use super::{Anchor, Notes};
use crate::spot::lexicon::{Meaning, Operator};
use crate::spot::vocabulary::Piece;
use std::ops::Range;

/// Which class a measure belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// To the one before it, if there is one.
    Before,
    /// To the one after it, if there is one.
    After,
}

/// What a number says.
#[derive(Debug, Clone)]
pub struct Measure {
    /// The pieces that it is made of.
    pub pieces: Vec<usize>,
    /// What it notes of its class.
    pub notes: Notes,
    /// Where that class stands.
    pub side: Side,
}

/// A number, its unit, and the pieces that they take.
struct Amount {
    value: f64,
    range: Range<usize>,
}

/// Finds the measures of a clause.
pub fn measures(text: &str, pieces: &[&Piece<'_, Meaning>]) -> Vec<Measure> {
    let ruler = Ruler { text, pieces };
    let mut found: Vec<Measure> = (0..pieces.len()).filter_map(|at| ruler.rate(at)).collect();
    let mut at = 0;
    while at < pieces.len() {
        let taken = found.iter().any(|measure| measure.pieces.contains(&at));
        match if taken { None } else { ruler.measure(at) } {
            Some(measure) => {
                at = measure.pieces.iter().max().map_or(at, |last| last + 1);
                found.push(measure);
            }
            None => at += 1,
        }
    }
    found
}

struct Ruler<'a, 'p, 'l> {
    text: &'a str,
    pieces: &'p [&'p Piece<'l, Meaning>],
}

impl Ruler<'_, '_, '_> {
    fn meanings(&self, at: usize) -> &[Meaning] {
        match self.pieces.get(at) {
            Some(Piece::Known(meanings, _)) => meanings,
            _ => &[],
        }
    }

    fn has(&self, at: usize, operator: Operator) -> bool {
        self.meanings(at).contains(&Meaning::Operator(operator))
    }

    fn had(&self, at: usize, operator: Operator) -> bool {
        at > 0 && self.has(at - 1, operator)
    }

    fn words(&self, at: usize) -> &str {
        match self.pieces.get(at) {
            Some(Piece::Known(_, range) | Piece::Number(_, range) | Piece::Unknown(range)) => {
                &self.text[range.clone()]
            }
            _ => "",
        }
    }

    fn names(&self, at: usize) -> bool {
        self.meanings(at)
            .iter()
            .any(|m| matches!(m, Meaning::Class(..) | Meaning::Kin(..) | Meaning::Guessed(_)))
    }

    fn digit(&self, at: usize) -> Option<f64> {
        match self.pieces.get(at)? {
            Piece::Number(value, _) => Some(*value),
            Piece::Known(meanings, _) => meanings.iter().find_map(|m| match m {
                Meaning::Number(value) => Some(*value),
                _ => None,
            }),
            _ => None,
        }
    }

    /// A number, of several words too: "twenty five", "十二", "two and a half"; of "两三" the larger.
    fn number(&self, at: usize) -> Option<Amount> {
        let (mut value, mut end) = (self.digit(at)?, at + 1);
        while let Some(next) = self.digit(end).filter(|_| matches!(self.pieces[end], Piece::Known(..))) {
            value = match (value, next) {
                (_, 0.5) => value + 0.5,
                (_, 10.0 | 12.0 | 100.0) if value < next => value * next,
                (10.0.., ..10.0) if value % 10.0 == 0.0 => value + next,
                (..10.0, ..=10.0) if next == value + 1.0 => next,
                _ => break,
            };
            end += 1;
        }
        Some(Amount { value, range: at..end })
    }

    fn span(&self, at: usize) -> Option<f64> {
        self.meanings(at).iter().find_map(|m| if let Meaning::Span(s) = m { Some(*s) } else { None })
    }

    fn length(&self, at: usize) -> Option<f64> {
        self.meanings(at).iter().find_map(|m| if let Meaning::Length(l) = m { Some(*l) } else { None })
    }

    /// So much of a unit; one of it where the unit itself says how much.
    fn amount(&self, at: usize, unit: impl Fn(usize) -> Option<f64>) -> Option<Amount> {
        let number = self.number(at).unwrap_or(Amount { value: 1.0, range: at..at });
        let end = number.range.end;
        if number.range.is_empty() && !self.words(at).starts_with(['半', '百']) {
            return None;
        }
        let half = if self.words(end).ends_with('半') { 0.5 } else { 0.0 };
        Some(Amount { value: (number.value + half) * unit(end)?, range: at..end + 1 })
    }

    /// "Twice a second", "every two seconds", "每秒三下", "一分钟六十下".
    fn rate(&self, at: usize) -> Option<Measure> {
        let (period, count) = if self.has(at, Operator::Every) {
            let period = self.period(at + 1)?;
            let count = self.count_near(at, period.range.end);
            (Amount { range: at..period.range.end, ..period }, count)
        } else if let Some(count) = self.number(at).filter(|count| self.is_once_or_twice(count)) {
            let from = count.range.end + usize::from(self.has(count.range.end, Operator::Times));
            (
                Amount { value: self.span(from)?, range: from..from + 1 },
                Some(Amount { range: at..from, ..count }),
            )
        } else {
            let period = self.amount(at, |at| self.span(at)).filter(|_| !self.had(at, Operator::At))?;
            // "一秒敲三下" is a rate; "2秒敲三下" says when.
            let between = usize::from(self.words(at) == "一" && self.number(period.range.end).is_none());
            let count = self.number(period.range.end + between)?;
            if !self.has(count.range.end, Operator::Times) {
                return None;
            }
            (period, Some(Amount { range: count.range.start..count.range.end + 1, ..count }))
        };
        let hertz = count.as_ref().map_or(1.0, |count| count.value) / period.value;
        let counted = count.map_or(0..0, |count| count.range);
        let notes = Notes { rate: (0.02..=30.0).contains(&hertz).then_some(hertz), ..Notes::default() };
        Some(Measure { pieces: period.range.chain(counted).collect(), notes, side: Side::Before })
    }

    fn is_once_or_twice(&self, count: &Amount) -> bool {
        self.has(count.range.start, Operator::Times) || self.has(count.range.end, Operator::Times)
    }

    fn period(&self, at: usize) -> Option<Amount> {
        let one = || Some(Amount { value: self.span(at)?, range: at..at + 1 });
        self.amount(at, |at| self.span(at)).or_else(one)
    }

    /// The count of a rate: behind the period, or before it where it says "per".
    fn count_near(&self, every: usize, end: usize) -> Option<Amount> {
        let behind = (end..end + 3).find_map(|at| self.number(at)).filter(|count| {
            let counts = self.has(count.range.end, Operator::Times);
            counts || (count.range.start == end && self.span(count.range.end).is_none())
        });
        let until = |count: Amount| {
            let times = usize::from(self.has(count.range.end, Operator::Times));
            Amount { range: count.range.start..count.range.end + times, ..count }
        };
        let before = || {
            let mut near = (every.saturating_sub(3)..every).filter_map(|at| self.number(at));
            near.find(|count| self.span(count.range.end).is_none())
        };
        behind.or_else(before).map(until)
    }

    fn measure(&self, at: usize) -> Option<Measure> {
        let of = |amount: Amount, notes: Notes, side: Side| {
            Some(Measure { pieces: amount.range.collect(), notes, side })
        };
        if let Some(away) = self.amount(at, |at| self.length(at)) {
            // In Chinese how far something is away stands before it.
            let side = if self.words(at).is_ascii() { Side::Before } else { Side::After };
            let distance = Some(away.value.clamp(0.1, 1_000.0) as f32);
            return of(away, Notes { distance, ..Notes::default() }, side);
        }
        if let Some(time) = self.amount(at, |at| self.span(at)) {
            return self.time(at, time);
        }
        if let (Some(_), Some(place)) = (self.span(at), self.number(at + 1)) {
            let notes = Notes { anchor: Some(Anchor::At(place.value)), ..Notes::default() };
            return of(Amount { range: at..place.range.end, ..place }, notes, Side::Before);
        }
        let count = self.number(at)?;
        if self.is_moment(&count) {
            let notes = Notes { anchor: Some(Anchor::At(count.value)), ..Notes::default() };
            return of(count, notes, Side::Before);
        }
        self.count(count)
    }

    fn time(&self, at: usize, time: Amount) -> Option<Measure> {
        let lasting = self.had(at, Operator::Lasting)
            || (at > 1 && self.has(at - 2, Operator::Lasting))
            || (self.has(time.range.end, Operator::Long) && !self.had(at, Operator::At));
        let notes = match lasting {
            true => Notes { lasting: Some(time.value), ..Notes::default() },
            false => Notes { anchor: Some(Anchor::At(time.value)), ..Notes::default() },
        };
        let leads = self.has(time.range.end, Operator::Long) || self.names(time.range.end);
        let side = if leads { Side::After } else { Side::Before };
        Some(Measure { pieces: time.range.collect(), notes, side })
    }

    /// "At 2", "00:02": a time without a unit.
    fn is_moment(&self, count: &Amount) -> bool {
        let end = count.range.end;
        let counts = self.has(end, Operator::Times) || self.names(end);
        self.words(count.range.start).contains(':')
            || (self.had(count.range.start, Operator::At) && self.words(end).is_empty() && !counts)
    }

    fn count(&self, count: Amount) -> Option<Measure> {
        let Range { start, end } = count.range;
        let whole = (1.0..=64.0).contains(&count.value) && count.value % 1.0 == 0.0;
        let ordinal = self.had(start, Operator::At) && !self.words(start - 1).is_ascii();
        let notes = Notes { count: (whole && !ordinal).then_some(count.value as u32), ..Notes::default() };
        let times = self.has(end, Operator::Times);
        let behind = times || self.had(start, Operator::Times) || self.has(start, Operator::Times);
        let leads = !behind || (self.names(end + usize::from(times)) && !self.words(end).is_ascii());
        let side = if leads { Side::After } else { Side::Before };
        Some(Measure { pieces: (start..end + usize::from(times)).collect(), notes, side })
    }
}
