"""Fuzz targets: box walker, cue sheet, tables and subtitles, prompt parser, JWT. Ten minutes each in the long form, a second in the tests."""

import os
import re
import subprocess

from stage import ROOT, Failed

TITLE = "Fuzz targets of every parser"
TARGETS = {
    "box walker": ["--workspace", "--test", "hostile", "no_mutant_of_any_kind"],
    "cue sheet": ["--workspace", "--test", "parsers", "no_cue_sheet_makes"],
    "cue sheet as text": ["--workspace", "--test", "parsers", "no_bytes_make"],
    "tables and subtitles": ["--workspace", "--test", "parsers", "no_table_or_subtitles"],
    "prompt parser": ["--workspace", "--test", "parsers", "no_prompt_makes"],
    "JWT": ["--workspace", "--lib", "no_mutant_of_a_token"],
}


def run(trial):
    # The short form is the test of that name, which has been run with the others.
    names = list(TARGETS)
    for number in trial.rounds("targets", trial.size(1, len(names))):
        name = names[number]
        seconds = trial.size(2, 600)
        ended = subprocess.run(["nice", "cargo", "test", "--quiet", *TARGETS[name], "--", "--nocapture"],
                               cwd=ROOT, env={**os.environ, "FUZZ_SECONDS": str(seconds)}, capture_output=True, text=True)
        said = ended.stdout + ended.stderr
        if ended.returncode:
            raise Failed(f"{name}: {said[-2000:]}")
        inputs, answers = re.search(re.escape(name) + r": (\d+) inputs, (\d+) answers", said).groups()
        trial.figure(f"{name}: inputs", int(inputs))
        trial.figure(f"{name}: different answers", int(answers))
        trial.add("minutes", seconds / 60)
