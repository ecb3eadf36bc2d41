"""Every form of a shut address by every way, with every control; and a disk that is full: the tests of the same names, in full."""

import os
import subprocess

from stage import ROOT, Failed

TITLE = "No shut address is called, and a full disk harms nothing"
TESTS = {
    "egress::no_form_of_a_shut_address_is_called_by_any_way": " hits",
    "hostile::every_hostile_server_is_done_with_by_its_limit": " bytes sent",
    "disk::a_full_disk_refuses_what_is_new_goes_on_reading_and_heals_by_itself": "room",
    "disk::a_disk_that_is_full_to_the_last_byte_loses_nothing_that_was_acknowledged": "refused",
}


def run(trial):
    if trial.is_short:
        # The suite of tests has run them in their short form.
        return
    whole = {"WILDTRACK_TEST_WHOLE": "1"}
    for name, word in TESTS.items():
        command = ["cargo", "test", "--quiet", "--package", "server", "--test", "from_outside", "--", "--exact", name, "--nocapture"]
        ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**os.environ, **whole})
        if ended.returncode or "1 passed" not in ended.stdout:
            raise Failed(f"{name}: {(ended.stdout + ended.stderr)[-2000:]}")
        for line in ended.stdout.splitlines():
            if "no mount namespace" in line or "no network namespace" in line:
                trial.fault(line)
            elif line.startswith("control"):
                what, said = line.removeprefix("control, ").split(": ", 1)
                trial.control(f"{what}: {' '.join(said.split()[:2])}", " ".join(said.split()[2:]), noticed=True)
            elif word in line or line.startswith("with the disk"):
                trial.figure(f"{name.split('::')[0]}, {len(trial.record['figures']) + 1}", line)
