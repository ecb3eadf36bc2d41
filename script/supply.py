"""Writes the bill of materials of the program: every crate that is linked, with licence and checksum, and what lies in it besides crates."""

import hashlib
import json
import pathlib
import re
import subprocess
import sys
import tomllib
import urllib.parse
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent
PROGRAM = "wildtrack"
TARGET = "x86_64-unknown-linux-gnu"


def main(path):
    """Writes the bill to `path`."""
    metadata = metadata_of_the_workspace()
    packages = {package["id"]: package for package in metadata["packages"]}
    needs = {node["id"]: needed_by(node) for node in metadata["resolve"]["nodes"]}
    root = next(id for id, package in packages.items() if package["name"] == PROGRAM)
    linked = reachable(root, needs)
    sums = checksums()
    parts = [component(packages[id], sums) for id in sorted(linked - {root}, key=lambda id: reference(packages[id]))]
    bill = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": component(packages[root], sums) | {"type": "application"}},
        "components": parts + carried(),
        "dependencies": [
            {"ref": reference(packages[id]), "dependsOn": sorted(reference(packages[need]) for need in needs[id])}
            for id in sorted(linked, key=lambda id: reference(packages[id]))
        ],
    }
    # The same contents, the same number: the bill of a reproducible build is reproducible.
    bill["serialNumber"] = f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(bill, sort_keys=True))}"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n")
    print(f"{path}: {len(linked) - 1} crates, {len(carried())} models and libraries that are carried along")


def metadata_of_the_workspace():
    command = ["cargo", "metadata", "--format-version", "1", "--locked", "--filter-platform", TARGET]
    return json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout)


def needed_by(node):
    """What a crate links: not what its tests need, nor what builds it."""
    return {need["pkg"] for need in node["deps"] if any(kind["kind"] is None for kind in need["dep_kinds"])}


def reachable(root, needs):
    """Everything that is linked into the root, and the root."""
    found, new = set(), {root}
    while new:
        found |= new
        new = set().union(*(needs[id] for id in new)) - found
    return found


def checksums():
    lock = tomllib.loads((ROOT / "Cargo.lock").read_text())
    return {(package["name"], package["version"]): package.get("checksum") for package in lock["package"]}


def reference(package):
    return f"pkg:cargo/{urllib.parse.quote(package['name'])}@{urllib.parse.quote(package['version'])}"


def component(package, sums):
    """A crate."""
    part = {
        "type": "library",
        "bom-ref": reference(package),
        "name": package["name"],
        "version": package["version"],
        "purl": reference(package),
        "licenses": [{"expression": (package["license"] or "").replace("/", " OR ")}],
    }
    if package["description"]:
        part["description"] = " ".join(package["description"].split())
    if checksum := sums.get((package["name"], package["version"])):
        part["hashes"] = [{"alg": "SHA-256", "content": checksum}]
    if package["repository"]:
        part["externalReferences"] = [{"type": "vcs", "url": package["repository"]}]
    return part


def carried():
    """What the program carries and no crate's name says: the nets' weights, and SQLite."""
    weights = [
        {
            "type": "machine-learning-model",
            "bom-ref": f"weights/{file.name}",
            "name": file.name,
            "hashes": [{"alg": "SHA-256", "content": hashlib.sha256(file.read_bytes()).hexdigest()}],
        }
        for file in [*sorted((ROOT / "crates/nets/weights").iterdir()), ROOT / "crates/engine/data/meanings/meanings.bin"]
        if file.suffix in (".onnx", ".bin")
    ]
    return weights + sqlite()


def sqlite():
    """The version that the crate libsqlite3-sys carries, as its source says."""
    packages = metadata_of_the_workspace()["packages"]
    folder = next(pathlib.Path(p["manifest_path"]).parent for p in packages if p["name"] == "libsqlite3-sys")
    header = (folder / "sqlite3/sqlite3.h").read_text(errors="replace")
    version = re.search(r'#define SQLITE_VERSION\s+"([^"]+)"', header)[1]
    licence = [{"license": {"name": "Public Domain"}}]
    return [{"type": "library", "bom-ref": "sqlite", "name": "sqlite", "version": version, "licenses": licence}]


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
