"""Five times and more what the server can do is asked of it: what it still does must not fall, and the rest must hear when to come back."""

import subprocess

from stage import ROOT, Failed, built

TITLE = "Overload sheds"
PEAK = 64


def run(trial):
    programs = built()
    crowds = trial.size([5 * PEAK], [5 * PEAK, 40 * PEAK])
    for kind in ("create, API key", "poll, waiting", "list 30, waiting"):
        rows = measured(trial, programs, kind, [PEAK, *crowds])
        peak = rows[PEAK]
        for crowd in crowds:
            row = rows[crowd]
            share = row["per s"] / peak["per s"]
            trial.figure(f"{kind}: {crowd} connections against {PEAK}",
                         f"{row['per s']:.0f} a second against {peak['per s']:.0f} ({share:.0%}), p99 {row['p99 ms']} against {peak['p99 ms']} ms, "
                         f"{row['shed']:.0f} shed")
            trial.check(share >= trial.size(0.6, 0.9), f"{kind}: goodput fell to {share:.0%} with {crowd} connections")
            trial.check(row["p99 ms"] < trial.size(15, 5) * peak["p99 ms"], f"{kind}: p99 grew from {peak['p99 ms']} to {row['p99 ms']} ms with {crowd} connections")


def measured(trial, programs, kind, connections):
    """The rows of bench load for one kind of request, by the number of connections."""
    options = [word for number in connections for word in ("--connections", str(number))]
    seconds, tasks = trial.size(2, 60 if kind.startswith("create") else 15), trial.size(2000, 100_000)
    ended = subprocess.run(
        [programs / "bench", "load", "--program", programs / "wildtrack", "--folder", trial.folder, "--overload", "--seconds", str(seconds),
         "--tasks", str(tasks), "--waiting", str(tasks // 10), "--only", kind, *options],
        cwd=ROOT, capture_output=True, text=True)
    if ended.returncode:
        raise Failed(f"bench load: {ended.stderr[-1000:]}")
    rows = {}
    for line in ended.stdout.splitlines():
        words = line.removeprefix(kind).split()
        if line.startswith(kind) and len(words) >= 8 and words[0].isdigit():
            names = ("per s", "p50 ms", "p99 ms", "max ms", "errors", "shed", "CPU")
            rows[int(words[0])] = dict(zip(names, map(float, words[1:8])))
        if line.startswith("the server has had"):
            trial.most(f"{kind}: MB of the server at most", int(line.split()[4]))
    return rows
