"""A backlog of one account (P16): creates stay quick with thousands queued, and another account's first task does not wait for them."""

import threading
import time

from oracle import rows
from understudy import Customers, House, Outside, build, operate

TITLE = "One account's backlog and another's first task"
SLOT_S = 0.3


def run(trial):
    build()
    for _ in trial.rounds("backlog", 1):
        wait_s = backlog(trial, trial.size(300, 10_000), trial.size(3, 10))
        # A task of the backlog may have just begun in either slot.
        trial.check(wait_s <= SLOT_S + trial.size(0.8, 0.25), f"another account's task waited {wait_s:.2f} s, with slots of {SLOT_S} s")
    for _ in trial.rounds("controls", 1):
        wait_s = backlog(trial, 24, 1, without=["fair order"])
        trial.control("without fair order", f"behind 24 tasks another account's only task waited {wait_s:.2f} s", wait_s > 4 * SLOT_S)


def backlog(trial, many, others, **control):
    """The longest wait of another account's only task while so many are queued."""
    outside = Outside()
    house = House(trial.folder / f"house-{many}", **control)
    house.begin(slots=0)
    crowd = Customers(house, outside, threads=0, read=False)
    try:
        fill(trial, crowd, many)
        if not control:
            trial.sample(f"s for a create with {many} queued", [timed(crowd) for _ in range(trial.size(50, 500))])
        house.life.close()
        house.account, _ = operate("account", "create", "eve", "--data", house.data)
        house.begin(slots=2)
        time.sleep(2 * SLOT_S)
        waits = [first_of_another(house, outside) for _ in range(others)]
        if not control:
            trial.sample("s until another account's only task began", waits)
            [(left,)] = rows(house, "SELECT count(*) FROM tasks WHERE state = 0")
            trial.check(left > many / 2, f"of {many} only {left} were still queued")
        return max(waits)
    finally:
        crowd.leave()
        house.end()
        outside.close()


def fill(trial, crowd, many):
    """So many tasks of the first account, each of which takes a slot for a while."""
    words = f"1 kB {int(1000 * SLOT_S)} ms"

    def create():
        while crowd.number < many:
            crowd.create_one(words)
    threads = [threading.Thread(target=create) for _ in range(8)]
    with trial.timed("s to fill the queue"):
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()


def timed(crowd):
    began = time.monotonic()
    crowd.create_one("1 kB 300 ms")
    return time.monotonic() - began


def first_of_another(house, outside):
    """Seconds until a task of the account that has no other begins; waits for its end."""
    crowd = Customers(house, outside, threads=0, read=False)
    began = time.monotonic()
    task = crowd.create_one("1 kB 10 ms")
    took = None
    while crowd.shown.get(task) not in ("succeed", "failed"):
        crowd.look(task, crowd.acked[task])
        if took is None and crowd.shown.get(task) != "submitted":
            took = time.monotonic() - began
        time.sleep(0.005)
    return took
