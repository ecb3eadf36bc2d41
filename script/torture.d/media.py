"""Hostile media (P6, P21, P22): every kind of file, mutants through all of the decoder's way, a planted decoder that tries to break out."""

import os
import re
import subprocess

from stage import ROOT, Failed

TITLE = "Hostile media and the decoder's confinement"


def run(trial):
    opened = trial.size(20, 2_000)
    cargo(trial, "confinement", {})
    said = cargo(trial, "hostile", {"HOSTILE_OPENED": str(opened), "FUZZ_SECONDS": str(trial.size(2, 60))})
    kinds, cpu_s, largest = re.search(r"(\d+) kinds, .*most ([\d.]+) s .*largest child (\d+) MB", said).groups()
    trial.figure("kinds of hostile files answered", int(kinds))
    trial.figure("most CPU time of one kind, s", float(cpu_s))
    trial.figure("largest child, MB", int(largest))
    mutants, slowest = re.search(r"(\d+) mutants opened, .*most ([\d.]+) s", said).groups()
    trial.figure("mutants opened by FFmpeg", int(mutants))
    trial.figure("most CPU time of one mutant, s", float(slowest))
    trial.figure("mutants walked in the parent", int(re.search(r"box walker: (\d+) inputs", said).group(1)))
    trial.check(int(kinds) >= 40 and float(cpu_s) <= 30 and int(largest) <= 1024, "a bound does not hold")
    trial.control("without confinement", "the planted decoder does it all", noticed="unconfined_the_planted_decoder" in said_of["confinement"])
    trial.control("without a cap on pixels", "the bomb is decoded", noticed="without_a_cap_on_pixels" in said)


said_of = {}


def cargo(trial, test, environment):
    command = ["cargo", "test", "--workspace", "--test", test, "--", "--nocapture"]
    with trial.timed(f"s for {test}"):
        ended = subprocess.run(["nice", *command], cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True)
    said_of[test] = ended.stdout + ended.stderr
    if ended.returncode:
        raise Failed(f"{test}: {said_of[test][-2000:]}")
    return said_of[test]
