//! What both prompts ask for together, with contract.md's rule for what silence means.

use crate::Brief;
use crate::music::Wish;
use crate::spot::interpreter::Interpreter;
use crate::spot::lexicon::{Class, lexicon};
use crate::spot::prompt::{self, Prompt};
use crate::spot::wish;

/// The customer's wishes, understood.
#[derive(Debug, Clone, PartialEq)]
pub struct Wishes {
    /// The sound prompt.
    pub sounds: Prompt,
    /// Whether effects and ambience are heard.
    pub effects: bool,
    /// Whether beds are heard.
    pub ambience: bool,
    /// What the music is to be; `None` for no music.
    pub music: Option<Wish>,
    /// Near, quiet, fine.
    pub asmr: bool,
    unknown: Vec<String>,
}

impl Wishes {
    /// Understands a brief.
    pub fn of(brief: &Brief, interpreter: Option<&dyn Interpreter>) -> Wishes {
        let sounds = prompt::understood_by(&brief.sfx, interpreter);
        let about_music = prompt::understood(&brief.bgm);
        let (wish, unknown) = wish::understood(&brief.bgm);
        let effects = !sounds.mute_effects && !about_music.mute_effects;
        let ambience = !sounds.mute_ambience && !about_music.mute_ambience;
        let on = music_is_on(brief, &sounds, &about_music);
        Wishes { sounds, effects, ambience, music: on.then_some(wish), asmr: brief.asmr, unknown }
    }

    /// Understands a brief for which there is no clip: one prompt may ask for sounds and for music, and there is music only
    /// where it is asked for.
    pub fn of_words(brief: &Brief, interpreter: Option<&dyn Interpreter>) -> Wishes {
        let shares = prompt::shares(&brief.sfx);
        let sounds = prompt::understood_by(&shares.sounds, interpreter);
        let about_music = prompt::understood(&brief.bgm);
        let (mut wish, _) = wish::understood(&format!("{}, {}", shares.music, brief.bgm));
        wish.key = wish::key_of(&brief.sfx).or_else(|| wish::key_of(&brief.bgm));
        let asked_for = [&shares.music, &brief.bgm].iter().any(|text| !text.trim().is_empty());
        let on = asked_for || (sounds.mute_effects && !sounds.silent);
        let refused = sounds.music == Some(false) || about_music.music == Some(false);
        Wishes {
            effects: !sounds.mute_effects && !about_music.mute_effects,
            ambience: !sounds.mute_ambience && !about_music.mute_ambience,
            music: (on && !refused).then_some(wish),
            asmr: brief.asmr,
            unknown: unknown_in_music(&format!("{}, {}", shares.only_music, brief.bgm)),
            sounds,
        }
    }

    /// True where something has to be heard though nothing that was asked for can be.
    pub fn must_be_heard(&self) -> bool {
        self.music.is_none() && !self.sounds.silent
    }

    /// False for what a prompt does not want.
    pub fn allows(&self, id: &str) -> bool {
        let classes = &lexicon().classes;
        let family = |id: &str| id.split('-').next().unwrap_or_default().to_string();
        // "No rain" also means no rain on leaves: a general class speaks for its family.
        !self.sounds.banned.iter().any(|&i| {
            let banned = &classes[i].id;
            banned == id || (banned.ends_with("-GENERAL") && family(banned) == family(id))
        })
    }

    /// True where only what was named may be heard.
    pub fn only_named(&self) -> bool {
        self.sounds.only
    }

    /// Words of both prompts that nothing was done with, and names of sounds that cannot be made yet.
    pub fn not_understood(&self) -> Vec<String> {
        let cannot = |class: &Class| class.sound.is_none() && class.parts.is_empty();
        let made_otherwise = self.sounds.asked.iter().filter(|asked| cannot(&lexicon().classes[asked.class]));
        let cannot = made_otherwise.map(|asked| format!("{} (cannot be made yet)", asked.words));
        self.sounds.not_understood.iter().cloned().chain(cannot).chain(self.unknown.iter().cloned()).collect()
    }
}

/// Words about music that say nothing to a composer, small words aside.
fn unknown_in_music(text: &str) -> Vec<String> {
    let says_nothing = |word: &String| prompt::understood(word).not_understood.is_empty();
    wish::understood(text).1.into_iter().filter(|word| !says_nothing(word)).collect()
}

fn music_is_on(brief: &Brief, sounds: &Prompt, about_music: &Prompt) -> bool {
    let says = |text: &str| !text.trim().is_empty();
    if sounds.music == Some(false) || about_music.music == Some(false) {
        return false;
    }
    if says(&brief.bgm) || sounds.music == Some(true) {
        return true;
    }
    // A sound prompt that only switches the sounds off leaves the music, or nothing would be heard.
    let only_music_left = sounds.mute_effects && !sounds.silent;
    !brief.asmr && (!says(&brief.sfx) || only_music_left)
}
