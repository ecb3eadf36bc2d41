"""Finds the source films of fixtures/footage/sources.toml: in a folder, else in the package that carries them, checked by SHA-256."""

import collections
import gzip
import hashlib
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import tomllib
import zipfile

Film = collections.namedtuple("Film", "path offset")


class Shelf:
    """All source films by name; what had to be fetched stays in `store`."""

    def __init__(self, listing, store, folders):
        self.sources = tomllib.loads(pathlib.Path(listing).read_text())
        self.aliases = {entry["alias"]: name for name, entry in self.sources.items() if "alias" in entry}
        self.store = pathlib.Path(store)
        self.folders = [pathlib.Path(folder) for folder in folders]

    def film(self, name):
        """The film's file, and the second of it at which the name's own time begins."""
        for folder in self.folders:
            if (folder / name).exists():
                return Film(folder / name, 0.0)
        true_name = self.aliases.get(name, name)
        path = self.store / true_name
        if not path.exists():
            self.fetch(true_name)
        first = self.sources[true_name].get("first", 0) if name in self.aliases else 0
        return Film(path, first / frames_a_second(path) if first else 0.0)

    def fetch(self, name):
        source = self.sources[name]
        print(f"footage: fetching {source['package']} {source['version']} for {name}", flush=True)
        self.store.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self.store) as folder:
            FETCH[source["registry"]](source, pathlib.Path(folder))
            for entry in [entry for entry in self.sources.items() if entry[1]["package"] == source["package"]]:
                self.keep(*entry, pathlib.Path(folder))

    def keep(self, name, source, folder):
        found = [path for path in folder.rglob("*") if path.is_file() and str(path).endswith("/" + source["member"])]
        if not found:
            raise SystemExit(f"footage: {source['package']} has no {source['member']}")
        data = found[0].read_bytes()
        data = gzip.decompress(data) if found[0].suffix == ".gz" else data
        if hashlib.sha256(data).hexdigest() != source["sha256"]:
            raise SystemExit(f"footage: {name} is not the file that was labelled (SHA-256 differs)")
        half = self.store / f"{name}.part"
        half.write_bytes(data)
        half.rename(self.store / name)


def from_pypi(source, folder):
    wanted = f"{source['package']}=={source['version']}"
    kind = ["--no-binary", ":all:"] if source["package"] == "moviepy" else []
    subprocess.run(["python3", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps", *kind, "--dest", str(folder), wanted], check=True)
    for archive in list(folder.iterdir()):
        if archive.suffix == ".whl":
            zipfile.ZipFile(archive).extractall(folder)
        elif archive.name.endswith(".tar.gz"):
            tarfile.open(archive).extractall(folder, filter="data")


def from_debian(source, folder):
    run_apt(source, folder, ["download"])
    for package in folder.glob("*.deb"):
        subprocess.run(["dpkg-deb", "--extract", str(package), str(folder)], check=True)


def from_debian_source(source, folder):
    run_apt(source, folder, ["source", "--download-only", "--only-source"])
    for archive in folder.glob("*.orig.tar.*"):
        subprocess.run(["tar", "--extract", "--file", str(archive), "--directory", str(folder)], check=True)


def run_apt(source, folder, verb):
    """apt-get with lists of its own, so that source packages are known without a change to the machine's."""
    private = folder / "apt"
    for name in ["lists/partial", "cache/archives/partial", "sources"]:
        (private / name).mkdir(parents=True)
    for listing in pathlib.Path("/etc/apt/sources.list.d").glob("debian.sources"):
        both = listing.read_text().replace("Types: deb\n", "Types: deb deb-src\n")
        (private / "sources" / listing.name).write_text(both)
    options = [f"-oDir::Etc::sourceparts={private}/sources", "-oDir::Etc::sourcelist=/dev/null", f"-oDir::State::lists={private}/lists",
               f"-oDir::Cache={private}/cache", "-oAPT::Sandbox::User=root"]
    subprocess.run(["apt-get", "-qq", *options, "update"], check=True)
    wanted = f"{source['package']}={source['version']}"
    subprocess.run(["apt-get", "-qq", *options, *verb, wanted], check=True, cwd=folder)
    shutil.rmtree(private)


FETCH = {"pypi": from_pypi, "debian": from_debian, "debian-source": from_debian_source}


def frames_a_second(path):
    told = subprocess.run(["ffprobe", "-v", "error", "-select_streams", "v", "-show_entries", "stream=r_frame_rate", "-of", "csv=p=0", str(path)],
                          capture_output=True, text=True, check=True).stdout.strip()
    frames, seconds = told.split("/")
    return int(frames) / int(seconds)
