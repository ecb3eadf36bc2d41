"""Flipped bits (P28): in files and in the database; what is damaged is not served as if it were whole, and a backup brings all back."""

import pathlib
import shutil
import time

from oracle import rows, settle
from stage import Failed
from understudy import Customers, House, Outside, build, operate

TITLE = "Flipped bits, and the way back from a backup"


def run(trial):
    build()
    outside = Outside()
    house = House(trial.folder / "house")
    house.begin()
    crowd = Customers(house, outside, "8 kB 1 ms", threads=4, pause_s=0.002, read=False)
    try:
        time.sleep(trial.size(1.5, 20))
        backup = trial.folder / "backup"
        # While it serves.
        with trial.timed("s for a backup beside load"):
            found, well = operate("backup", backup, "--data", house.data)
        trial.check(well, f"the backup has faults: {found['faults'][:3]}")
        crowd.leave()
        acked = dict(crowd.acked)
        settle(house, 60)
        files(trial, house, crowd, acked)
        trial.check(house.life.close() == 0, "the server did not close in good order")
        database(trial, house)
        restore(trial, backup, found)
    finally:
        crowd.leave()
        house.end()
        outside.close()


def files(trial, house, crowd, acked):
    """One bit of a result, while it is served: 500 or nothing, and fsck names it."""
    lots = trial.lots("files")
    named = rows(house, "SELECT task, key, role FROM artifacts WHERE role IN ('audio_wav', 'audio_mp3') AND task IN (SELECT id FROM tasks WHERE state = 2)")
    for task, key, role in lots.sample(named, min(len(named), trial.size(10, 200))):
        status, answer = house.ask("GET", f"{acked[task][1]}/{task}" if task in acked else f"/v1/audio/video-to-audio/{task}")
        if status != 200:
            continue
        [audio] = answer["data"]["task_result"]["audios"]
        path = house.data / "files" / key
        whole = path.read_bytes()
        path.write_bytes(flipped(whole, lots))
        status, text = house.fetch(audio["url_wav" if role == "audio_wav" else "url_mp3"])
        trial.add("files damaged")
        trial.add("damaged files served as whole", status == 200 and text != whole)
        trial.add("damaged files that fsck missed", not any(key in fault for fault in house.fsck()["faults"]) if trial.is_short else 0)
        path.write_bytes(whole)
    figures = trial.record["figures"]
    trial.check(figures.get("files damaged", 0) > 0, "no file was damaged")
    trial.check(figures["damaged files served as whole"] == 0, "a damaged file was served as if it were whole")
    trial.check(figures["damaged files that fsck missed"] == 0, "fsck missed a damaged file")


def database(trial, house):
    """One bit of the database, closed: found at the next look, or of no account, or wrong in a way that only a backup would show."""
    lots, path, harmless = trial.lots("database"), house.data / "wildtrack.db", fingerprint(house)
    whole = path.read_bytes()
    for _ in range(trial.size(12, 300)):
        path.write_bytes(flipped(whole, lots))
        for log in ("wildtrack.db-wal", "wildtrack.db-shm"):
            (house.data / log).unlink(missing_ok=True)
        trial.add("bits of the database flipped")
        try:
            found = bool(house.fsck()["faults"])
        except Failed:
            found = True
        if found:
            trial.add("found by fsck")
        elif fingerprint(house) == harmless:
            trial.add("in unused bytes")
        else:
            trial.add("in the text of a row, found by nothing")
        path.write_bytes(whole)
    trial.check(trial.record["figures"].get("found by fsck", 0) > 0, "no flipped bit of the database was found")


def fingerprint(house):
    """Everything that the rows say."""
    said = []
    for (table,) in rows(house, "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY 1"):
        try:
            said.append((table, sorted(map(repr, rows(house, f'SELECT * FROM "{table}"')))))
        except Exception as error:
            said.append((table, str(error)))
    return said


def flipped(whole, lots):
    """The same bytes but for one bit."""
    place = lots.randrange(len(whole))
    return whole[:place] + bytes([whole[place] ^ 1 << lots.randrange(8)]) + whole[place + 1:]


def restore(trial, backup, then):
    """A new folder from the backup holds what was there then, and serves it."""
    data = pathlib.Path(trial.folder) / "restored" / "data"
    with trial.timed("s for a restore"):
        found, well = operate("restore", backup, "--data", data)
    trial.check(well and found["tasks"] == then["tasks"], f"of {then['tasks']} tasks {found['tasks']} came back: {found['faults'][:3]}")
    trial.figure("tasks restored", found["tasks"])
    trial.figure("files restored", found["files"])
    damaged = trial.folder / "damaged"
    shutil.copytree(backup, damaged)
    victim = next(path for path in sorted((damaged / "files").rglob("*")) if path.is_file())
    victim.write_bytes(flipped(victim.read_bytes(), trial.lots("backup")))
    try:
        operate("restore", damaged, "--data", data.parent / "from-damaged")
        refused = False
    except Failed:
        refused = True
    trial.check(refused, "a damaged backup was restored")
    trial.control("a damaged backup", "refused" if refused else "restored", refused)
