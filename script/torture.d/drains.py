"""SIGTERM under load (R5, R8): the server closes in good order and in time, and no attempt is counted for what it gives back."""

import time

from oracle import judge, rows
from understudy import Customers, House, Outside, build

TITLE = "Asked to stop, again and again"


def run(trial):
    build()
    for number in trial.rounds("houses", trial.size(1, 2)):
        house_of(trial, number)


def house_of(trial, number):
    lots, outside = trial.lots("drains", number), Outside()
    house = House(trial.folder / f"house-{number}")
    house.begin()
    # Some end within the grace of a quarter of a second, some do not.
    crowds = [Customers(house, outside, "8 kB 100 ms", pause_s=0.1), Customers(house, outside, "8 kB 700 ms", threads=1, pause_s=0.6)]
    try:
        for _ in range(trial.size(4, 25)):
            time.sleep(lots.uniform(0.1, 0.6))
            began = time.monotonic()
            code = house.life.close()
            trial.sample("s from SIGTERM to the end", [time.monotonic() - began])
            trial.check(code == 0, f"the server ended with {code}")
            trial.add("closed in good order", code == 0)
            house.begin()
        for crowd in crowds:
            crowd.leave()
        judge(trial, house, outside, crowds)
        [(burnt,)] = rows(house, "SELECT count(*) FROM tasks WHERE attempt <> 1 OR state = 3")
        trial.check(burnt == 0, f"{burnt} tasks had an attempt counted that was given back, or failed")
        trial.add("attempts burnt", burnt)
    finally:
        for crowd in crowds:
            crowd.leave()
        house.end()
        outside.close()
