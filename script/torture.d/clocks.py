"""The wall clock leaps by an hour or a day, forward and back, under load (P26): nothing runs twice, is lost, or is cleared before its time."""

import time

from oracle import judge, rows
from understudy import Customers, House, Outside, build

TITLE = "The clock leaps"
HOUR_MS = 3_600_000
LEAPS_MS = (HOUR_MS, -HOUR_MS, 24 * HOUR_MS, -24 * HOUR_MS)


def run(trial):
    build()
    for number in trial.rounds("houses", trial.size(1, 3)):
        house_of(trial, number)
    for number in trial.rounds("controls", 1):
        control(trial)


def house_of(trial, number):
    lots, outside = trial.lots("leaps", number), Outside()
    clock = trial.folder / f"clock-{number}"
    clock.write_text("0")
    house = House(trial.folder / f"house-{number}", clock=str(clock))
    house.begin()
    # Longer than a heartbeat, so that there is always something in hand when the clock leaps.
    crowd = Customers(house, outside, "8 kB 400 ms", pause_s=0.35)
    try:
        for leap_ms in lots.sample(LEAPS_MS * 3, trial.size(4, 12)):
            time.sleep(lots.uniform(0.4, 1.2))
            clock.write_text(str(leap_ms))
            trial.add("leaps")
            time.sleep(lots.uniform(0.4, 1.2))
            clock.write_text("0")
            trial.add("leaps")
        crowd.leave()
        # What was made while the clock stood a day ahead is tried again when that day has come: the deliveries' schedule
        # is wall time. Nothing failed here, so nothing waits.
        judge(trial, house, outside, [crowd])
        [(twice,)] = rows(house, "SELECT count(*) FROM tasks WHERE attempt > 1")
        [(cleared,)] = rows(house, "SELECT count(*) FROM tasks WHERE cleared_ms IS NOT NULL")
        trial.check(twice == 0, f"{twice} tasks were run twice")
        trial.check(cleared == 0, f"{cleared} tasks were cleared before their time")
        trial.add("tasks run twice", twice)
        trial.add("tasks cleared early", cleared)
    finally:
        crowd.leave()
        house.end()
        outside.close()


def control(trial):
    """A server that believes every leap of its clock takes leases for over, and runs tasks twice."""
    outside = Outside()
    clock = trial.folder / "clock-control"
    clock.write_text("0")
    house = House(trial.folder / "control", clock=str(clock), without=["doubt in the clock"])
    # Heartbeats so far apart that no lease has followed the clock when it is looked at.
    house.begin(lease_ms=30_000, heartbeat_ms=10_000)
    crowd = Customers(house, outside, threads=0, read=False)
    try:
        for _ in range(2):
            crowd.create_one("8 kB 4000 ms")
        time.sleep(1)
        clock.write_text(str(HOUR_MS))
        time.sleep(4.5)
        [(twice,)] = rows(house, "SELECT count(*) FROM jobs WHERE epoch > 1 OR owner IS NULL")
        [(again,)] = rows(house, "SELECT count(*) FROM tasks WHERE attempt > 1")
        trial.control("without doubt in the clock", f"{max(twice, again)} of 2 tasks were taken from their worker", max(twice, again) > 0)
    finally:
        house.end()
        outside.close()
