"""Power cuts (P1, P10): a data folder on a loop image, of which only what was synced is left when the image is copied.

The service is stopped, the image is copied without what the file system still holds in memory, and the next life begins on the copy. A kill -9
cannot show this: the page cache outlives the process.
"""

import contextlib
import os
import pathlib
import shutil
import signal
import subprocess
import time

from oracle import judge, rows
from stage import Failed
from understudy import Customers, House, Outside, build

TITLE = "Power cuts"
IMAGE_MB = 160
# Nothing but an fsync reaches the disk, so that no cut is survived by luck and none falls into a journal that is being written.
OPTIONS = "noatime,commit=300"


def run(trial):
    if os.geteuid() != 0:
        trial.figure("not run", "loop images need root")
        return
    build()
    cuts = trial.size(4, 20)
    for number in trial.rounds(f"{cuts} cuts one after the other", trial.size(1, 6)):
        chain(trial, f"chain-{number}", cuts, trial.lots("cuts", number))
    for number in trial.rounds("controls", 1):
        control(trial, "full sync", "acknowledged and lost", lambda lost, faults: lost > 0)
        control(trial, "file sync", "files missing or not whole", lambda lost, faults: faults > 0)


class Disk:
    """A disk of which the power can be cut."""

    def __init__(self, folder):
        memory = pathlib.Path("/dev/shm")
        # In memory if that is to be had: others need the real disk, and what is synced is the same.
        self.home = (memory if memory.is_dir() else folder) / f"wildtrack-cuts-{os.getpid()}"
        shutil.rmtree(self.home, ignore_errors=True)
        self.home.mkdir(parents=True)
        self.image, self.at, self.loop = self.home / "image", self.home / "disk", None
        self.at.mkdir()
        with open(self.image, "wb") as file:
            file.truncate(IMAGE_MB << 20)
        call("mkfs.ext4", "-q", "-F", self.image)
        self.mount()

    def mount(self):
        self.loop = call("losetup", "-f", "--show", self.image).strip()
        call("mount", "-o", OPTIONS, self.loop, self.at)

    def unmount(self):
        for command in (["umount", self.at], ["losetup", "-d", self.loop]):
            with contextlib.suppress(Failed):
                call(*command)

    def cut(self, life):
        """Power off, and on again."""
        after = self.home / "after"
        life.send(signal.SIGSTOP)
        # Answers that have left the process still arrive: what they promise must be in the copy.
        time.sleep(0.03)
        call("cp", "--sparse=always", self.image, after)
        life.kill()
        self.unmount()
        after.replace(self.image)
        self.mount()

    def close(self):
        self.unmount()
        shutil.rmtree(self.home, ignore_errors=True)


def call(*words):
    ended = subprocess.run([str(word) for word in words], capture_output=True, text=True)
    if ended.returncode != 0:
        raise Failed(f"{words[0]}: {ended.stderr.strip()}")
    return ended.stdout


@contextlib.contextmanager
def house_on(trial, name, **settings):
    """A house on a disk of its own, and the world outside."""
    disk, outside = Disk(trial.folder), Outside()
    try:
        house = House(disk.at / name, **settings)
        house.log = trial.folder / f"{name}.log"
        try:
            yield disk, house, outside
        finally:
            house.end()
    finally:
        outside.close()
        disk.close()


def chain(trial, name, cuts, lots):
    """Each life ends with a cut and the next one begins on what was left; in the end everything is judged."""
    with house_on(trial, name) as (disk, house, outside):
        crowds = []
        for _ in range(cuts):
            house.begin()
            crowds.append(Customers(house, outside, "8 kB 10 ms", threads=4, pause_s=0.005, read=False))
            time.sleep(lots.uniform(0.1, 0.7))
            disk.cut(house.life)
            crowds[-1].leave()
            trial.add("power cuts")
            lost, faults = after_cut(house, crowds)
            trial.check(lost == 0, f"{lost} acknowledged tasks are lost")
            for fault in faults:
                trial.fault(f"after a cut: {fault}")
        house.begin()
        judge(trial, house, outside, crowds, bound_s=90)
        trial.check(sum(len(crowd.acked) for crowd in crowds) >= cuts, "too little was acknowledged for the cuts to prove anything")


def after_cut(house, crowds):
    """How many acknowledged tasks are lost, and what fsck finds before any life has begun."""
    faults = house.fsck()["faults"]
    try:
        kept = {task for (task,) in rows(house, "SELECT id FROM tasks")}
    except Exception as error:  # The database itself may not be there in a control.
        return sum(len(crowd.acked) for crowd in crowds), [*faults, str(error)]
    return sum(task not in kept for crowd in crowds for task in crowd.acked), faults


def control(trial, safeguard, what, noticed):
    """The same cut without a safeguard: something must be lost."""
    lost, faults, acked, cuts = 0, 0, 0, trial.size(2, 10)
    for number in range(cuts):
        with house_on(trial, f"control-{number}", without=[safeguard]) as (disk, house, outside):
            house.begin()
            crowd = Customers(house, outside, "8 kB 10 ms", threads=4, pause_s=0.005, read=False)
            time.sleep(trial.lots(safeguard, number).uniform(0.5, 0.9))
            disk.cut(house.life)
            crowd.leave()
            try:
                lost_now, faults_now = after_cut(house, [crowd])
            except Failed:
                # Not even a database was left that can be looked into.
                lost_now, faults_now = len(crowd.acked), ["no database"]
            lost, faults, acked = lost + lost_now, faults + len(faults_now), acked + len(crowd.acked)
    trial.control(
        f"without {safeguard}", f"{cuts} cuts: {lost} of {acked} acknowledged tasks lost, {faults} findings of fsck, such as {what}",
        noticed(lost, faults))
