"""Fuzzes a server after its own OpenAPI document with Schemathesis, in passes until enough cases ran."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from stage import ROOT, Failed, Server, fetch

HERE = pathlib.Path(__file__).resolve().parent / "fuzz-api.d"
PASS_S = 1800
METRICS_TOKEN = "for-the-fuzz-alone"
METHODS = {"get", "post", "put", "patch", "delete"}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="target/release/wildtrack", help="the wildtrack program to run")
    parser.add_argument("--cases", type=int, default=400, help="least number of cases")
    parser.add_argument("--seed", type=int, default=1, help="seed of the first pass")
    parser.add_argument("--document", default="/api/openapi.json", help="path or file of the document")
    arguments = parser.parse_args()
    began = time.monotonic()
    # Without --allow-private: what the fuzz asks to fetch or to call is refused, and fails fast.
    with Server(ROOT / arguments.program, "--attempt-limit", "10", "--metrics-token", METRICS_TOKEN) as server:
        ran = passes(server, arguments)
    print(f"{ran} cases ran without a finding in {time.monotonic() - began:.0f} s")


def passes(server, arguments):
    """Runs passes, each with a seed of its own, until enough cases ran; gives their number."""
    document = document_of(server, arguments.document)
    operations = sum(len(METHODS & set(path)) for path in json.loads(document.read_text())["paths"].values())
    ran, seed = 0, arguments.seed
    while ran < arguments.cases:
        each = max(5, min(500, (arguments.cases - ran) // max(operations, 1)))
        ran += one_pass(server, document, each, seed)
        print(f"{ran} of {arguments.cases} cases after the pass with seed {seed}", flush=True)
        seed += 1
    return ran


def document_of(server, where):
    """A copy of the document on the disk, so that every pass reads the same."""
    copy = pathlib.Path(server.data.name) / "openapi.json"
    if pathlib.Path(where).is_file():
        copy.write_bytes(pathlib.Path(where).read_bytes())
    else:
        try:
            fetch(server.base + where, copy)
        except OSError as error:
            raise Failed(f"{where}: {error}") from error
    return copy


def one_pass(server, document, each, seed):
    """One run of all phases, with at most so many cases for each operation in a phase; gives the number of cases."""
    # One worker: Hypothesis parses sources, which Python 3.11 cannot do on two threads at once.
    program = pathlib.Path(sys.executable).parent / "schemathesis"
    command = [
        program, "--no-color", "--config-file", HERE / "schemathesis.toml", "run", document, "--url", server.base,
        "--max-examples", str(each), "--seed", str(seed), "--workers", "1"]
    variables = {"WILDTRACK_KEY": server.account["api_key"], "WILDTRACK_METRICS_TOKEN": METRICS_TOKEN,
                 "WILDTRACK_HOOKS": str(HERE / "hooks.py")}
    with tempfile.TemporaryDirectory(prefix="wildtrack-fuzz-") as folder:
        try:
            ran = subprocess.run(
                command, cwd=folder, env={**os.environ, **variables}, stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT, text=True, timeout=PASS_S)
        except subprocess.TimeoutExpired as late:
            raise Failed(f"the pass with seed {seed} did not end within {PASS_S} s") from late
    generated = re.search(r"([\d,]+) generated", ran.stdout)
    if ran.returncode != 0 or not generated or generated[1] == "0":
        print(ran.stdout)
        raise Failed(f"the pass with seed {seed} has findings")
    return int(generated[1].replace(",", ""))


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        print(f"fuzz-api: {failure}", file=sys.stderr)
        sys.exit(1)
