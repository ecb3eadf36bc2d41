"""Takes the recordings of a pack out of Debian packages: `sounds.py PACKAGES MANIFEST PACK`. Each file has to have the SHA-256 that
stands in the manifest, or there is no pack."""

import hashlib
import re
import shutil
import struct
import subprocess
import sys
import tarfile
import tomllib
import zlib
from pathlib import Path


def packaged(deb, wanted):
    """The files of a package whose path is wanted: pairs of path and bytes."""
    with subprocess.Popen(["dpkg-deb", "--fsys-tarfile", deb], stdout=subprocess.PIPE) as child:
        with tarfile.open(fileobj=child.stdout, mode="r|") as tar:
            for member in tar:
                if member.isfile() and re.search(wanted, member.name):
                    yield member.name, tar.extractfile(member).read()


def unscrambled(head):
    """A header of an OpenClonk group: each byte crossed with 237, and the first and third of every three exchanged."""
    plain = bytearray(byte ^ 237 for byte in head)
    plain[0 : len(plain) - 2 : 3], plain[2::3] = plain[2::3], plain[0 : len(plain) - 2 : 3]
    return bytes(plain)


def grouped(group, folder):
    """The files of an OpenClonk group and of the groups in it: a header of 204 bytes, 316 for each entry, then their bytes."""
    head = unscrambled(group[:204])
    if not head.startswith(b"RedWolf"):
        raise SystemExit("sounds: no OpenClonk group")
    (count,) = struct.unpack_from("<i", head, 36)
    begin = 204 + 316 * count
    for i in range(count):
        entry = group[204 + 316 * i : 204 + 316 * (i + 1)]
        name = entry[:260].split(b"\0")[0].decode("latin1")
        is_group, size, _, offset = struct.unpack_from("<4i", entry, 264)
        inside = group[begin + offset : begin + offset + size]
        if is_group:
            yield from grouped(inside, f"{folder}{name.removesuffix('.ocg')}/")
        else:
            yield folder + name, inside


def of_openclonk(deb):
    for _, group in packaged(deb, r"/Sound\.ocg$"):
        # Gzip with its first two bytes changed.
        yield from grouped(zlib.decompress(b"\x1f\x8b" + group[2:], 31), "openclonk/")


def of_opensfx(deb):
    """A catalogue: offset and length of each sound, and there a name, then the wav. The files' names are of our own making after
    the number."""
    for _, cat in packaged(deb, r"/opensfx\.cat$"):
        count = (struct.unpack_from("<I", cat)[0] & 0x7FFFFFFF) // 8
        for i in range(count):
            offset, length = struct.unpack_from("<II", cat, 8 * i)
            wav = (offset & 0x7FFFFFFF) + 1 + cat[offset & 0x7FFFFFFF]
            yield f"opensfx/{i:02}", cat[wav : wav + length]


def of_minetest(deb):
    for path, sound in packaged(deb, r"/minetest_game/mods/\w+/sounds/.*\.ogg$"):
        mod, _, name = path.split("/")[-3:]
        yield f"minetest/{mod}/{name}", sound


def of_sonic_pi(deb):
    for path, sound in packaged(deb, r"/samples/.*\.flac$"):
        yield f"sonic-pi/{path.split('/')[-1]}", sound


def resources(pack, at=0, path=""):
    """The files of a Qt resource file of the third version (qtbase, src/corelib/io/qresource.cpp): a tree of entries of 22 bytes,
    each with its name in UTF-16 and either its children or its bytes."""
    tree, data, names = struct.unpack_from(">3i", pack, 8)
    entry = tree + 22 * at
    name, flags = struct.unpack_from(">iH", pack, entry)
    (length,) = struct.unpack_from(">H", pack, names + name)
    here = f"{path}/{pack[names + name + 6 : names + name + 6 + 2 * length].decode('utf-16-be')}" if at else ""
    if flags & 2:
        count, first = struct.unpack_from(">ii", pack, entry + 6)
        for child in range(first, first + count):
            yield from resources(pack, child, here)
    elif flags & 1 == 0:
        (offset,) = struct.unpack_from(">i", pack, entry + 10)
        (size,) = struct.unpack_from(">I", pack, data + offset)
        yield here, pack[data + offset + 4 : data + offset + 4 + size]


def of_gcompris(deb):
    for path, pack in packaged(deb, r"/rcc/(money|scalesboard|canal_lock)\.rcc$"):
        activity = path.split("/")[-1].removesuffix(".rcc")
        for name, sound in resources(pack):
            if name.endswith(".wav"):
                yield f"gcompris/{activity}/{name.split('/')[-1]}", sound


SOURCES = {
    "openclonk-data": of_openclonk,
    "openttd-opensfx": of_opensfx,
    "minetest-data": of_minetest,
    "sonic-pi-samples": of_sonic_pi,
    "gcompris-qt-data": of_gcompris,
}


def main(packages, manifest, pack):
    recordings = tomllib.loads(Path(manifest).read_text())["recording"]
    # OpenSFX's sounds are known by number alone.
    key = lambda file: re.sub(r"^(opensfx/\d\d).*", r"\1", file)
    wanted = {key(recording["file"]): recording for recording in recordings}
    partial = Path(f"{pack}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    for package, files in SOURCES.items():
        for name, sound in files(Path(packages) / f"{package}.deb"):
            recording = wanted.get(name)
            if recording and hashlib.sha256(sound).hexdigest() == recording["sha256"]:
                wanted.pop(name)
                file = partial / recording["file"]
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(sound)
    if wanted:
        raise SystemExit(f"sounds: {len(wanted)} recordings are not in the packages: {', '.join(sorted(wanted)[:3])} …")
    shutil.copy(manifest, partial / "pack.toml")
    shutil.rmtree(pack, ignore_errors=True)
    partial.rename(pack)
    print(f"sounds: {len(recordings)} recordings in {pack}")


main(*sys.argv[1:])
