"""Zombies (P4): a server that is stopped for longer than its leases comes back, when others have its tasks, and can change nothing.

Two servers share a database and files, which the lock of a data folder keeps from happening; the second one has a folder of its own with links in it.
"""

import os
import pathlib
import signal
import time

from oracle import judge, rows
from stage import Failed, free_port
from understudy import Customers, House, Outside, build

TITLE = "Zombies"
SLOTS = 8
LEASE_S = 1


def run(trial):
    build()
    for number in trial.rounds(f"{SLOTS} zombies at a time", trial.size(1, 15)):
        fenced, slipped = risen(trial, f"risen-{number}", number)
        trial.add("zombies", fenced + slipped)
        trial.add("zombies fenced", fenced)
        trial.check((fenced, slipped) == (SLOTS, 0), f"{fenced} zombies were fenced and {slipped} slipped through")
    for number in trial.rounds("controls", 1):
        fenced, slipped = risen(trial, "control", number, without=["fence"])
        trial.control("without fence", f"{slipped} of {SLOTS} zombies finished tasks that others had", slipped > 0)


def risen(trial, name, number, **control):
    """Stops a server whose every slot is about to finish, lets another take all of it, and wakes the first one. How many
    of its writes were refused, and how many were not."""
    outside = Outside()
    first = House(trial.folder / name)
    gates = [first.data.parent / gate for gate in ("first-may-finish", "second-may-finish")]
    second = None
    # So long that the wait, and not a look at its own lease, is what the zombie comes back from.
    life = first.begin(slots=SLOTS, hold_at=["finish.before", str(gates[0])], **control)
    crowd = Customers(first, outside, threads=0, read=False)
    try:
        for _ in range(SLOTS):
            crowd.create_one("8 kB")
        until(lambda: life.said().count("held at finish.before") == SLOTS, "every slot is about to finish")
        life.send(signal.SIGSTOP)
        time.sleep(LEASE_S * 3 if number % 2 else LEASE_S * 1.2)
        second = beside(first)
        # The second server's claims are of a later epoch; it holds them too, so that the tasks are open when the first wakes.
        other = second.begin(slots=SLOTS, lease_ms=60_000, hold_at=["finish.before", str(gates[1])])
        until(lambda: other.said().count("held at finish.before") == SLOTS, "the second server has every task")
        gates[0].touch()
        life.send(signal.SIGCONT)
        until(lambda: life.said().count("the end of the work was not recorded") + of_epoch(first, 1) >= SLOTS, "the first has tried")
        slipped, refused = of_epoch(first, 1), life.said().count("the end of the work was not recorded")
        life.kill()
        gates[1].touch()
        if not control:
            crowd.leave()
            judge(trial, second, outside, [crowd])
            trial.check(of_epoch(first, 2) == SLOTS, "a task was not finished by its last claim")
        return refused, slipped
    finally:
        first.end()
        if second:
            second.end()
        outside.close()


def of_epoch(house, epoch):
    """Tasks that ended well by their nth claim, as their files say."""
    return rows(house, "SELECT count(DISTINCT task) FROM artifacts WHERE key GLOB 'tasks/*/' || ? || '/*'", epoch)[0][0]


def beside(house):
    """Another house with the same database and files, and a lock and scratch of its own."""
    data = pathlib.Path(f"{house.data}-beside")
    data.mkdir()
    for name in ("wildtrack.db", "vault.key", "links.key", "files"):
        os.symlink(house.data / name, data / name)
    other = object.__new__(House)
    other.data, other.log, other.account, other.life = data, house.log.with_suffix(".beside.log"), house.account, None
    # The same address would be refused while the first is only stopped.
    other.listen = f"127.0.0.1:{free_port()}"
    other.settings = {**house.settings, "data": str(data), "listen": other.listen}
    house.listen = other.listen
    return other


def until(holds, what, within_s=20):
    began = time.monotonic()
    while not holds():
        if time.monotonic() - began > within_s:
            raise Failed(f"waited {within_s} s in vain until {what}")
        time.sleep(0.02)
