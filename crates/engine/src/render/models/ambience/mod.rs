//! Places: beds and the life in them, each layer at its own level; never a single noise.

mod birds;
mod crowd;
pub(super) mod insects;
mod room;
mod traffic;

pub(super) use birds::phrase as song_phrase;
pub(super) use crowd::{babble, murmur, playground};

use super::crowd::shouts;
use super::stretch::Stretch;
use super::{water, wind};
use crate::cues::{Ambience, Place, Wind};
use crate::dsp::{Brownen, Chance, FS, Field, Grain, OnePole, Pinken, Slow, Svf, Tank, poisson};
use crate::render::{Take, Voice};
use core::f32::consts::TAU;

/// Level of a place's main bed, root mean square; other layers are relative to it.
const BED: f32 = 0.05;

/// Renders a place for the take's stretch; a moment gives 6 s.
pub fn render(ambience: &Ambience, take: &Take) -> Voice {
    let scene = Scene {
        wind: ambience.wind.clamp(0.0, 1.0),
        life: ambience.life.clamp(0.0, 1.0),
        take,
        stretch: Stretch::of(take, 6.0),
    };
    let field = match ambience.place {
        Place::RoomTone => scene.room_tone(),
        Place::City => scene.city(),
        Place::Traffic => scene.road(),
        Place::Forest => scene.forest(),
        Place::NightField => scene.night_field(),
        Place::Meadow => scene.meadow(),
        Place::Seaside => scene.seaside(),
        Place::Cave => scene.cave(),
        Place::Crowd => scene.crowd(),
    };
    Voice::wide(field.settled())
}

/// A place in the making.
struct Scene<'a> {
    wind: f32,
    life: f32,
    take: &'a Take,
    stretch: Stretch,
}

impl Scene<'_> {
    fn empty(&self) -> Field {
        Field::new(self.stretch.length)
    }

    /// Wind of the place's strength: `leaves` of it in leaves or grass.
    fn blow(&self, speed: f32, leaves: f32) -> Field {
        let wind = Wind { speed, gusts: 0.5, whistle: 0.0, leaves };
        wind::blow(&wind, self.take, &self.stretch)
    }

    /// Steady deep noise below `hz`, pink as far as `air` says.
    fn rumble(&self, hz: f32, air: f32) -> Field {
        let mut field = self.empty();
        let sway = Slow::wandering(self.stretch.length, 1.0, 0.12, 1.5, &mut self.take.chance("rumble sway"));
        field.noise(0.35, &mut self.take.chance("rumble"), |_| {
            let (mut brown, mut pink) = (Brownen::default(), Pinken::default());
            let (mut low, mut lower, mut high) =
                (OnePole::new(hz), OnePole::new(2.0 * hz), OnePole::new(4_000.0));
            let (sway, strength) = (&sway, &self.stretch.strength);
            move |white, i| {
                let deep = lower.low(low.low(2.0 * brown.sample(white) + pink.sample(white)));
                (deep * sway.at(i) + air * high.low(pink.sample(white))) * strength.at(i)
            }
        });
        field
    }

    /// Air conditioning that nobody hears, mains hum at -60 dB, and a breath of pink noise: constant.
    fn room_tone(&self) -> Field {
        let mut field = self.still_room();
        let busy = ((self.life - 0.3) / 0.3).clamp(0.0, 1.0);
        if self.life > 0.05 {
            let mut near = self.empty();
            room::stir(&mut near, self.life, &self.stretch, &mut self.take.chance("stir"));
            self.echo(&mut near, Tank::new(0.35 + 0.5 * busy, 4_500.0, 0.7), 0.6 + 0.8 * busy);
            field.add(&near, BED * (0.5 + busy));
        }
        if busy > 0.0 {
            field.add(&self.office().at_rms(BED * 1.6 * busy), 1.0);
        }
        field
    }

    /// People at work in a large room: talk from desk to desk, keys, steps, and the room over all of it.
    fn office(&self) -> Field {
        let mut people =
            crowd::babble(3, &self.stretch, &mut self.take.chance("colleagues")).at_rms(BED * 0.3);
        let mut work = self.empty();
        room::work(&mut work, self.life, &self.stretch, &mut self.take.chance("work"));
        people.add(&work, BED * 2.0);
        self.echo(&mut people, Tank::new(1.2, 3_500.0, 1.1), 1.6);
        people
    }

    fn still_room(&self) -> Field {
        let mut field = self.empty();
        field.add(&self.rumble(260.0, 0.06).at_rms(BED), 1.0);
        let mut chance = self.take.chance("hum");
        let hum: Vec<f32> = (1..=4).map(|_| TAU * chance.unit()).collect();
        let strength = &self.stretch.strength;
        for side in field.sides_mut() {
            for (i, x) in side.iter_mut().enumerate() {
                let t = (i % 48_000) as f32 / 48_000.0;
                let tones = [0.001_5, 0.002_5, 0.000_6, 0.000_8];
                for (k, level) in tones.iter().enumerate() {
                    *x += level * libm::sinf(TAU * 50.0 * (k + 1) as f32 * t + hum[k]) * strength.at(i);
                }
            }
        }
        field
    }

    fn city(&self) -> Field {
        let mut field = self.rumble(180.0, 0.1).at_rms(BED * 0.5);
        // Whoever stands on a pavement hears steps before cars, and so many voices that none is followed.
        let road = traffic::Road { away_m: [20.0, 55.0], each_s: 4.8 - 2.0 * self.life, speed: [8.0, 15.0] };
        let mut cars = self.empty();
        road.pass_by(&mut cars, &self.stretch, &mut self.take.chance("cars"));
        field.add(&cars.at_rms(0.5 * BED * (0.4 + self.life)), 1.0);
        traffic::horns(&mut field, (self.life, 0.5 * BED), &self.stretch, &mut self.take.chance("horns"));
        if self.life > 0.3 {
            let people = crowd::babble(24, &self.stretch, &mut self.take.chance("people"));
            field.add(&people.at_rms(BED * 0.35 * self.life), 1.0);
            let mut passers = self.empty();
            room::passers(&mut passers, self.life, &self.stretch, &mut self.take.chance("passers"));
            field.add(&passers, BED * 4.0);
        }
        self.echo(&mut field, Tank::new(1.1, 3_000.0, 1.6), 0.7);
        if self.wind > 0.05 {
            field.add(&self.blow(2.0 + 6.0 * self.wind, 0.0).at_rms(BED * 0.5 * self.wind), 1.0);
        }
        field
    }

    fn road(&self) -> Field {
        let mut field = self.rumble(120.0, 0.0).at_rms(BED * 0.3);
        let road = traffic::Road { away_m: [4.0, 10.0], each_s: 3.0 - 1.6 * self.life, speed: [10.0, 17.0] };
        let mut cars = self.empty();
        road.pass_by(&mut cars, &self.stretch, &mut self.take.chance("cars"));
        field.add(&cars.at_rms(BED * 2.2), 1.0);
        traffic::horns(
            &mut field,
            (1.2 * self.life, 1.5 * BED),
            &self.stretch,
            &mut self.take.chance("horns"),
        );
        field
    }

    fn forest(&self) -> Field {
        let mut field = self.blow(1.5 + 6.0 * self.wind, 0.9).at_rms(BED * (0.25 + 0.6 * self.wind));
        let mut song = self.empty();
        let birds = if self.life > 0.0 { 1 + (3.4 * self.life) as usize } else { 0 };
        birds::sing(&mut song, birds, &self.stretch, &mut self.take.chance("birds"));
        self.echo(&mut song, Tank::new(0.8, 4_500.0, 1.3), 0.35);
        field.add(&song, BED * 3.0);
        field
    }

    fn night_field(&self) -> Field {
        let mut field = self.blow(1.5 + 5.0 * self.wind, 0.25).at_rms(BED * (0.08 + 0.5 * self.wind));
        let count = 2 + (6.0 * self.life) as usize;
        let mut chirps = self.empty();
        insects::crickets(&mut chirps, count, &self.stretch, &mut self.take.chance("crickets"));
        field.add(&chirps.at_rms(BED), 1.0);
        if self.life > 0.3 {
            let mut frogs = self.empty();
            insects::frogs(&mut frogs, &self.stretch, &mut self.take.chance("frogs"));
            self.echo(&mut frogs, Tank::new(0.6, 2_000.0, 1.2), 0.3);
            field.add(&frogs, BED * 0.6 * self.life);
        }
        field
    }

    fn meadow(&self) -> Field {
        let mut field = self.blow(1.5 + 6.0 * self.wind, 0.6).at_rms(BED * (0.2 + 0.6 * self.wind));
        let mut alive = self.empty();
        insects::meadow(&mut alive, self.life, &self.stretch, &mut self.take.chance("insects"));
        birds::lark(&mut alive, &self.stretch, &mut self.take.chance("lark"));
        field.add(&alive, BED * 2.5 * self.life);
        field
    }

    fn seaside(&self) -> Field {
        let mut field = self.empty();
        water::add_surf(&mut field, 0.5, &self.stretch, &mut self.take.chance("surf"));
        // Where the birds are what is there to hear, the sea lies farther off.
        let mut field = field.at_rms(BED * (1.0 - 0.75 * ((self.life - 0.5) / 0.5).clamp(0.0, 1.0)));
        let mut gulls = self.empty();
        birds::gulls(&mut gulls, self.life, &self.stretch, &mut self.take.chance("gulls"));
        self.echo(&mut gulls, Tank::new(0.7, 3_000.0, 2.0), 0.25);
        field.add(&gulls, BED * 6.0);
        field.add(&self.blow(2.0 + 7.0 * self.wind, 0.0).at_rms(BED * 0.15 * self.wind), 1.0);
        field
    }

    fn cave(&self) -> Field {
        let mut drips = self.empty();
        let mut chance = self.take.chance("drips");
        let most = 0.6 + 2.4 * self.life;
        let strength = &self.stretch.strength;
        let pools: Vec<(f32, f32)> =
            (0..5).map(|_| (chance.within(-0.9, 0.9), chance.log_within(0.0013, 0.004))).collect();
        for at in poisson(self.stretch.length, most, |i| most * strength.at(i), &mut chance) {
            let (pan, r) = pools[chance.below(pools.len())];
            let drip: Grain = water::drip(r * chance.within(0.94, 1.06), &mut chance).edged(0.000_5);
            drips.place(&drip, at, pan, 0.12 * chance.log_within(0.3, 1.5));
        }
        self.walls(&mut drips, &mut chance);
        // The drops fall far off: more of them comes from the rock than from where they fall.
        self.echo(&mut drips, Tank::new(4.0, 3_800.0, 1.5), 4.5);
        let mut field = self.rumble(120.0, 0.01).at_rms(BED * (0.08 + 0.5 * self.wind));
        field.add(&drips, 1.0);
        field
    }

    /// Adds what far walls give back of `field`, each a few times, duller and softer.
    fn walls(&self, field: &mut Field, chance: &mut Chance) {
        let near = field.sound().clone();
        for (least_s, most_s, gain) in [(0.28, 0.34, 0.7), (0.47, 0.6, 0.7)] {
            let apart_s = chance.within(least_s, most_s);
            let mut back = near.clone();
            for time in 1..6 {
                for side in back.channels_mut() {
                    let mut rock = OnePole::new(4_200.0);
                    side.iter_mut().for_each(|x| *x = rock.low(*x));
                }
                field.add_sound(&back, (apart_s * time as f32 * FS) as usize, libm::powf(gain, time as f32));
            }
        }
    }

    fn crowd(&self) -> Field {
        // Where traders cry, nobody could tell how many talk.
        let throng = ((self.life - 0.75) / 0.25).max(0.0);
        let voices = 8 + (18.0 * self.life + 36.0 * throng) as usize;
        let mut field = crowd::babble(voices, &self.stretch, &mut self.take.chance("voices")).at_rms(BED);
        let mut near = self.empty();
        if self.life < 0.55 {
            room::tableware(&mut near, &self.stretch, &mut self.take.chance("tableware"));
        } else {
            room::passers(&mut near, self.life, &self.stretch, &mut self.take.chance("passers"));
        }
        field.add(&near, BED * 1.5);
        if throng > 0.0 {
            // Traders who cry their wares; at a match everybody does.
            let loud = throng;
            let mut cries = self.empty();
            shouts(&mut cries, 6.0 + 20.0 * loud, &self.stretch, &mut self.take.chance("cries"));
            field.add(&cries.at_rms(BED * (0.4 + 0.8 * loud)), 1.0);
        }
        self.echo(&mut field, Tank::new(1.1, 4_000.0, 1.2), 0.9);
        field.add(&self.rumble(250.0, 0.04).at_rms(BED * 0.12), 1.0);
        field
    }

    /// Adds what the place answers, `wet` of it.
    fn echo(&self, field: &mut Field, mut place: Tank, wet: f32) {
        let mut answer = place.fill(field.sound(), 0, field.sound().len());
        let mut thin = [Svf::new(180.0, 0.7), Svf::new(180.0, 0.7)];
        for (side, thin) in answer.channels_mut().into_iter().zip(&mut thin) {
            side.iter_mut().for_each(|x| *x = thin.high(*x));
        }
        field.add_sound(&answer, 0, 0.35 * wet);
    }
}
