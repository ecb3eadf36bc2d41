"""Runs the sections of script/torture.d, each a file with a TITLE and a function run(trial), and writes one report of all."""

import argparse
import contextlib
import importlib.util
import json
import pathlib
import random
import shutil
import sys
import time
import traceback

from stage import ROOT, Failed

HERE = pathlib.Path(__file__).resolve().parent / "torture.d"
OUT = ROOT / "target" / "torture"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", help="names of sections; all if none is given")
    parser.add_argument("--short", action="store_true", help="the short form of every section, kept apart from the long one")
    parser.add_argument("--again", action="store_true", help="forget what was done before and begin anew, as the short form always does")
    parser.add_argument("--seed", type=int, default=1, help="seed of everything that is drawn by lot")
    parser.add_argument("--minutes", type=float, default=180, help="no section or round begins after this")
    arguments = parser.parse_args()
    until = time.monotonic() + 60 * arguments.minutes
    names = arguments.sections or sorted(path.stem for path in HERE.glob("*.py"))
    for name in names:
        run_section(name, arguments, until)
    report = write_report(arguments.short)
    faults = [fault for name in names for fault in Trial(name, arguments, until).record["faults"]]
    ran = sum(Trial(name, arguments, until).record["state"] == "done" for name in names)
    print(f"torture: {ran} of {len(names)} sections done, {len(faults)} faults; {report.relative_to(ROOT)}")
    sys.exit(1 if faults or arguments.short and ran < len(names) else 0)


def run_section(name, arguments, until):
    """Runs one section, unless it has been done; what goes wrong in it is a fault of that section alone."""
    trial = Trial(name, arguments, until)
    if arguments.again or arguments.short:
        trial.forget()
    if trial.record["state"] == "done" or time.monotonic() > until:
        return
    module = load(name)
    trial.record["title"] = module.TITLE
    trial.begin()
    print(f"== {name}: {module.TITLE}", flush=True)
    try:
        module.run(trial)
        trial.record["state"] = "done"
    except OutOfTime:
        trial.record["state"] = "stopped"
    except Exception as error:  # Whatever it is, the other sections have their turn and the report says it.
        trial.record["state"] = "broken"
        trial.fault(f"{type(error).__name__}: {error}")
        if not isinstance(error, Failed):
            traceback.print_exc()
    trial.end()


def load(name):
    path = HERE / f"{name}.py"
    if not path.is_file():
        raise SystemExit(f"torture: there is no section {name!r} in {HERE.relative_to(ROOT)}")
    spec = importlib.util.spec_from_file_location(f"torture_{name}", path)
    module = importlib.util.module_from_spec(spec)
    # Processes that a section begins find their functions by this name.
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


class OutOfTime(Exception):
    """The time given to all is over; the next run goes on from here."""


class Trial:
    """What a section is given: its folder, its lots, its figures, and a record that survives being stopped."""

    def __init__(self, name, arguments, until):
        form = "short" if arguments.short else "long"
        self.name, self.is_short, self.seed, self.until = name, arguments.short, arguments.seed, until
        self.folder = OUT / form / name
        self.file = OUT / form / f"{name}.json"
        self.record = {"state": "not run", "title": "", "seconds": 0, "figures": {}, "controls": {}, "faults": [], "rounds": {},
                       "samples": {}}
        if self.file.is_file():
            self.record.update(json.loads(self.file.read_text()))

    def forget(self):
        self.file.unlink(missing_ok=True)
        self.record.update(state="not run", seconds=0, figures={}, controls={}, faults=[], rounds={}, samples={}, kept=0)

    def begin(self):
        self.began = time.monotonic()
        # Faults of a round that broke are tried anew with it; those of rounds that are done stay.
        del self.record["faults"][self.record.get("kept", 0):]
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir(parents=True)

    def end(self):
        self.record["seconds"] += round(time.monotonic() - self.began, 1)
        self.save()
        for line in [*lines_of(self.record), *(f"   FAULT {fault}" for fault in self.record["faults"])]:
            print(line, flush=True)
        if not self.record["faults"]:
            shutil.rmtree(self.folder, ignore_errors=True)

    def save(self):
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_suffix(".draft")
        draft.write_text(json.dumps(self.record, indent=1))
        draft.replace(self.file)

    def size(self, short, long):
        """The number that belongs to the form of this run."""
        return short if self.is_short else long

    def lots(self, *names):
        """Random numbers that belong to these names and the seed, and to nothing else."""
        return random.Random(repr((self.seed, self.name, *names)))

    def rounds(self, name, count):
        """The numbers of the rounds that have not been done; each is recorded, with all figures, once its body has ended."""
        for number in range(self.record["rounds"].get(name, 0), count):
            if time.monotonic() > self.until:
                raise OutOfTime
            yield number
            self.record["rounds"][name] = number + 1
            self.record["kept"] = len(self.record["faults"])
            self.save()

    def figure(self, name, value):
        """Sets a figure of the report."""
        self.record["figures"][name] = value

    def add(self, name, number=1):
        """Adds to a figure of the report."""
        self.record["figures"][name] = self.record["figures"].get(name, 0) + number

    def most(self, name, number):
        """Keeps the largest of a figure."""
        self.record["figures"][name] = max(self.record["figures"].get(name, number), number)

    def sample(self, name, numbers):
        """Adds to what is reported as a median, a 99th percentile and a maximum."""
        samples = self.record["samples"].setdefault(name, [])
        samples.extend(numbers)
        samples.sort()

    def fault(self, sentence):
        """A promise was broken."""
        self.record["faults"].append(sentence)

    def check(self, holds, sentence):
        """Unless it holds, the sentence is a fault."""
        if not holds:
            self.fault(sentence)
        return holds

    def control(self, name, figure, noticed):
        """The same trial without its safeguard, which must be noticed, else the trial proves nothing."""
        self.record["controls"][name] = figure
        self.check(noticed, f"the control {name!r} went unnoticed: {figure}")

    @contextlib.contextmanager
    def timed(self, name):
        """Keeps the longest time in seconds that the body took."""
        began = time.monotonic()
        yield
        self.most(name, round(time.monotonic() - began, 2))


def lines_of(record):
    for name, value in record["figures"].items():
        yield f"   {name}: {value}"
    for name, samples in record.get("samples", {}).items():
        if samples:
            at = lambda part: round(samples[min(len(samples) - 1, int(part * len(samples)))], 3)
            yield f"   {name}: {len(samples)}, median {at(0.5)}, p99 {at(0.99)}, most {at(1)}"
    for name, value in record["controls"].items():
        yield f"   control, {name}: {value}"


def write_report(is_short):
    """One page of all sections of this form that ever ran here."""
    form = "short" if is_short else "long"
    lines = [f"# Torture, {form} form", "", "Written by script/torture; each section is a file of script/torture.d.", ""]
    for path in sorted((OUT / form).glob("*.json")):
        record = json.loads(path.read_text())
        lines += [f"## {record['title'] or path.stem}", "", f"`{path.stem}`: {record['state']}, {record['seconds']} s, "
                  f"{len(record['faults'])} faults", ""]
        lines += [line.replace("   ", "- ", 1) for line in lines_of(record)]
        lines += [f"- **fault**: {fault}" for fault in record["faults"]] + [""]
    report = OUT / ("report-short.md" if is_short else "report.md")
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text("\n".join(lines))
    return report


if __name__ == "__main__":
    main()
