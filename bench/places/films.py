"""Says how right places.bin is on the tuning half of the labelled footage, stretch by stretch and film by film.

    script/footage
    v/bin/python bench/places/films.py out/footage CLASSIFIER.onnx

A still every second, without its black bars, squeezed, as the engine looks; neither the people in the picture nor the flicker of
flames are asked, and stills are scaled by Pillow: the engine's own figures come from `script/bench-watching --set tune --real`.
"""
import glob, json, os, re, subprocess, sys
import numpy as np
import onnxruntime
from PIL import Image
from train import KINDS, PLACES, WEIGHTS, likely, planes, shares

BAR, LEAST = 28, 1e-3  # glances.rs, places.rs


def stills(clip, width=512):
    """Time and picture, one a second; of a clip as wide as it is long only its first stream."""
    probe = ['ffprobe', '-v', 'error', '-select_streams', 'v:0', '-show_entries', 'stream=width,height', '-of', 'csv=p=0', clip]
    w, h = map(int, subprocess.run(probe, capture_output=True, check=True, text=True).stdout.strip().split(',')[:2])
    height = int(width * h / w) // 2 * 2
    command = ['ffmpeg', '-v', 'error', '-threads', '1', '-i', clip, '-vf', f'fps=1:round=up,scale={width}:{height}', '-f', 'rawvideo', '-pix_fmt', 'rgb24', '-']
    raw = subprocess.run(command, capture_output=True, check=True).stdout
    for second, frame in enumerate(np.frombuffer(raw, 'u1').reshape(-1, height, width, 3)):
        seen = np.flatnonzero((frame >= BAR).any((1, 2)))
        wide = len(seen) and seen[-1] - seen[0] + 1 >= height / 2
        yield second, Image.fromarray(frame[seen[0]:seen[-1] + 1] if wide else frame)


def places(net, image):
    logits, embedding = net.run(['logits', 'embedding'], {'image': planes(image, False)[None]})
    rows = np.fromfile(os.path.join(WEIGHTS, 'places.bin'), '<f4').reshape(-1, KINDS)
    return likely(np.concatenate([np.sqrt(embedding[0]), shares(logits)[0], [1]]) @ rows)


def main(folder, classifier):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    net, told = onnxruntime.InferenceSession(classifier, options), []
    for path in sorted(glob.glob(os.path.join(folder, '*.json'))):
        with open(path) as file:
            truth = json.load(file)
        if truth['set'] != 'tune' or not truth['places']:
            continue
        looks = [(t, places(net, image)) for t, image in stills(path[:-4] + 'mp4')]
        for stretch in truth['places']:
            inside = [p for t, p in looks if stretch['t0'] - .5 <= t < stretch['t1']]
            p = likely(np.log(np.clip(inside, LEAST, 1)).mean(0))
            told.append((re.sub(r'-.*', '', truth['name']), stretch['label'], PLACES[p[:-1].argmax()], p[:-1].max()))
    for film, label, answer, p in sorted(told, key=lambda row: -row[3]):
        print(f'{p:.2f} {film}: {label}' + ('' if answer == label else f', taken for {answer}'))
    print(f'{len(told)} stretches, right {sum(row[1] == row[2] for row in told)}')
    for least in (.6, .65, .7071, .75, .8, .85):
        sure = [row for row in told if row[3] > least]
        wrong = [row for row in sure if row[1] != row[2]]
        print(f'over {least}: answered {len(sure)} of {len({row[0] for row in sure})} films, wrong {len(wrong)} of {len({row[0] for row in wrong})} films')


if __name__ == '__main__':
    main(*sys.argv[1:3])
