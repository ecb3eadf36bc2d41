"""SIGKILL at every named step, at random, and by poison: P2, P3, P5, P6, P7, P8, P10 of a service that is killed again and again."""

import re
import time
from datetime import datetime

from oracle import judge, rows, settle
from understudy import Customers, House, Outside, build

TITLE = "Killed at every step, and at random"
CLAIMED = "s from a kill to the next claim of what was in hand"

# What is only come to at a start, at the end, or when results are cleared.
STARTS = ("migrate.committed", "start.taken_back", "start.swept", "claim.taken_back")
ENDS = ("store.closing",)
CLEARS = ("clear.marked", "files.removing")
STEPS = (
    "create.before", "create.inserted", "create.reserved", "create.enqueued", "create.after",
    "commit.before", "commit.after", "claim.taken", "claim.begun", "work.claimed", "heartbeat",
    "source.fetching", "source.fetched", "source.linked", "source.kept", "parent.kept",
    "sound.opened", "sound.begun", "sound.made", "sound.file_written", "sound.delivered",
    "place.file_synced", "place.renamed", "place.folder_not_synced", "place.done",
    "finish.before", "finish.published", "end.settled", "end.state", "end.enqueued", "finish.after",
    "delivery.leasing", "callback.before", "callback.posted", "callback.noted", *STARTS, *ENDS, *CLEARS)


def run(trial):
    build()
    for number in trial.rounds("passes over the steps", trial.size(1, 5)):
        lots = trial.lots("steps", number)
        steps = list(STEPS) if not trial.is_short else lots.sample(STEPS, 12)
        lots.shuffle(steps)
        one_house(trial, f"steps-{number}", lambda house, crowd: at_steps(trial, house, steps, lots))
    kills = trial.size(12, 25)
    for number in trial.rounds(f"{kills} kills at random", trial.size(1, 10)):
        lots = trial.lots("random", number)
        one_house(trial, f"random-{number}", lambda house, crowd: at_random(trial, house, lots, kills))
    for number in trial.rounds("poison", 1):
        one_house(trial, "poison", lambda house, crowd: poison(trial, house, crowd))
    for number in trial.rounds("controls", 1):
        control(trial)
    took = trial.record["samples"].get(CLAIMED, [])
    trial.check(bool(took) and took[int(0.99 * (len(took) - 1))] <= 15, "the 99th percentile from a kill to the next claim is over 15 s")


def one_house(trial, name, torture):
    """A house, its customers, its torture, and the judgement."""
    outside = Outside()
    house = House(trial.folder / name)
    house.begin()
    crowd = Customers(house, outside, "8 kB 20 ms")
    try:
        torture(house, crowd)
        crowd.leave()
        house.life.kill()
        house.begin()
        judge(trial, house, outside, [crowd])
        trial.sample(CLAIMED, taken_up_again(house.log))
    finally:
        crowd.leave()
        house.end()
        outside.close()


def at_steps(trial, house, steps, lots):
    """One life for each step, which ends it."""
    house.life.kill()
    for step in steps:
        nth = 1 if step in STARTS + ENDS + CLEARS else lots.randint(1, 3)
        clears = {"retention_ms": 1, "sweep_ms": 50} if step in CLEARS else {}
        life = house.begin(kill_at=[step, nth], **clears)
        if step in ENDS:
            time.sleep(0.2)
            life.close()
        if life.dies(8):
            trial.add("killed at a step")
        else:
            trial.fault(f"the {nth}. {step} was not come to")
            life.kill()


def at_random(trial, house, lots, kills):
    """Lives of random length."""
    for _ in range(kills):
        time.sleep(lots.uniform(0.02, 0.7))
        house.life.kill()
        trial.add("killed at random")
        house.begin()


def poison(trial, house, crowd):
    """A clip that kills whoever works on it: three attempts, then failed and given back; its neighbours succeed."""
    poisoned = None
    while poisoned is None:
        poisoned = crowd.create_one("poison")
    lives = 1
    while house.life.dies(6) and lives < 20:
        lives += 1
        house.begin()
    trial.figure("lives that a poisoned clip took", lives - 1)
    [(state, attempt)] = rows(house, "SELECT state, attempt FROM tasks WHERE id = ?", poisoned)
    trial.check((state, attempt, lives) == (3, 3, 4), f"the poisoned task is in state {state} after {attempt} attempts and {lives} lives")
    crowd.leave()
    settle(house, 30)
    [(failed,)] = rows(house, "SELECT count(*) FROM tasks WHERE state = 3 AND id <> ?", poisoned)
    trial.check(failed == 0, f"{failed} neighbours of a poisoned task failed with it")


def control(trial):
    """Without taking back what a former life had in hand, tasks never end."""
    outside = Outside()
    house = House(trial.folder / "control", without=["taking back"])
    house.begin(kill_at=["sound.begun", 2])
    crowd = Customers(house, outside, "8 kB 20 ms")
    try:
        house.life.dies(8)
        house.begin()
        time.sleep(0.5)
        crowd.leave()
        took_s = settle(house, 6)
        [(left,)] = rows(house, "SELECT count(*) FROM tasks WHERE state < 2")
        trial.control("without taking back", f"{left} tasks never end", took_s is None and left > 0)
    finally:
        crowd.leave()
        house.end()
        outside.close()


LINE = re.compile(r"^(\S+Z) .*work (begins|ended) task=\"(\d+)\"|^torture: gone ([\d.]+)", re.M)


def taken_up_again(log):
    """Seconds from each death to the next claim of every task that was in hand."""
    in_hand, waiting, took = set(), {}, []
    for at, what, task, gone in LINE.findall(log.read_text(errors="replace")):
        if gone:
            waiting.update({task: float(gone) for task in in_hand if task not in waiting})
            in_hand = set()
        elif what == "begins":
            in_hand.add(task)
            if task in waiting:
                took.append(datetime.fromisoformat(at).timestamp() - waiting.pop(task))
        else:
            in_hand.discard(task)
    return took
