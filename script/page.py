"""The page of the API as a person sees it: in a browser, with every route of the document, and with nothing from elsewhere."""

import argparse
import json
import subprocess
import sys
import tempfile
import urllib.request

from stage import ROOT, Failed, Server

# As root, without a display, and with nothing to reach but the server.
CHROMIUM = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
            "--disable-background-networking", "--disable-component-update", "--hide-scrollbars",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1", "--virtual-time-budget=15000",
            "--window-size=1200,2600"]
BROWSE_S = 120
METHODS = ("get", "put", "post", "delete")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="target/release/wildtrack", help="the wildtrack program to run")
    arguments = parser.parse_args()
    picture = ROOT / "out" / "page.png"
    picture.parent.mkdir(exist_ok=True)
    with Server(ROOT / arguments.program, "--slots", "0") as server:
        page = f"{server.base}/api/docs/"
        document = json.load(urllib.request.urlopen(f"{server.base}/api/openapi.json", timeout=5))
        shown = browse(page, "--dump-dom")
        browse(page, f"--screenshot={picture}")
    missing = [f"{method.upper()} {path}" for method, path in operations(document) if not stands_in(shown, method, path)]
    if missing:
        raise Failed(f"the page does not show {', '.join(missing)}")
    print(f"the page shows all {len(list(operations(document)))} routes; a picture is in {picture.relative_to(ROOT)}")


def browse(page, *how):
    """What Chromium prints about the page, from a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="wildtrack-page-") as profile:
        ran = subprocess.run([*CHROMIUM, f"--user-data-dir={profile}", *how, page],
                             capture_output=True, text=True, timeout=BROWSE_S, check=False)
    if ran.returncode != 0:
        raise Failed(f"Chromium ended with {ran.returncode}: {ran.stderr[-2000:]}")
    return ran.stdout


def operations(document):
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                yield method, path


def stands_in(shown, method, path):
    """Whether the page has a block for the route, under its method."""
    blocks = shown.split('class="opblock opblock-')[1:]
    return any(block.startswith(method) and f'data-path="{path}"' in block for block in blocks)


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        sys.exit(f"page: {failure}")
