"""Grows the trees of contacts by gradient boosting and says how right they are on clips that they did not learn from.

    python3 -m venv v && v/bin/pip install numpy==2.4.6 lightgbm==4.7.0
    v/bin/python bench/contacts/grow.py --learn grow.jsonl --check tune.jsonl [--curve] [--out forest.bin]
"""
import argparse
import struct
import lightgbm
import numpy as np
import evidence

DEPTH, TREES = 4, 450
SETTINGS = dict(
    objective='binary', max_depth=DEPTH, num_leaves=2 ** DEPTH, learning_rate=0.04, lambda_l2=8,
    min_sum_hessian_in_leaf=5, min_data_in_leaf=1, feature_fraction=0.4, bagging_fraction=0.7, bagging_freq=1,
    verbose=-1, num_threads=1, seed=1, deterministic=True)
LEASTS = [0.25, 0.3, 0.35, 0.4, 0.45, 0.5]


def grown(clips, trees=TREES, **other):
    x, y, weight = (np.concatenate([c[k] for c in clips]) for k in ('x', 'y', 'weight'))
    counts = weight > 0
    data = lightgbm.Dataset(x[counts].astype(float), y[counts], weight=weight[counts])
    return lightgbm.train(dict(SETTINGS, **other), data, trees)


def kept(forest, clips):
    said = lambda c: forest.predict(c['x'].astype(float)) if len(c['t']) else []
    return [evidence.thinned(c, said(c)) for c in clips]


def told(forest, clips, all_names=True):
    left = kept(forest, clips)
    for least in LEASTS:
        sums = evidence.scores(clips, left, least)
        print(f'  from {least}: ' + '  '.join(f'{name} {evidence.f1(sums[name]):.3f}' for name in ('rendered', 'fast', 'real') if name in sums))
    if all_names:
        sums = evidence.scores(clips, left, 0.35)
        for name in sorted(sums):
            hits, false, missed = sums[name]
            print(f'  {name:18} F1 {evidence.f1(sums[name]):.3f}  precision {hits / max(hits + false, 1):.3f}  '
                  f'recall {hits / max(hits + missed, 1):.3f}  ({hits + missed})')


def curve(clips, checked):
    """Grown on every eighth, fourth, second clip and on all."""
    for every in (8, 4, 2, 1):
        some = [c for i, c in enumerate(clips) if i % every == 0]
        print(f'learning from {len(some)} clips:')
        told(grown(some), checked, all_names=False)


def written(forest, path):
    """Logarithm of the odds before any question; of each tree the measures of its questions level by level, their
    thresholds, and its leaves: bytes, then little-endian f32."""
    rows = [row(tree['tree_structure']) for tree in forest.dump_model()['tree_info']]
    with open(path, 'wb') as out:
        # LightGBM keeps the odds before any question in the first tree's leaves.
        base = float(np.mean(rows[0][2]))
        rows[0][2][:] = [leaf - base for leaf in rows[0][2]]
        out.write(struct.pack('<f', base))
        for measures, thresholds, leaves in rows:
            out.write(struct.pack(f'<{len(measures)}B{len(thresholds)}f{len(leaves)}f', *measures, *thresholds, *leaves))


def row(node):
    measures, thresholds, leaves = [0] * (2 ** DEPTH - 1), [-np.inf] * (2 ** DEPTH - 1), [0.0] * 2 ** DEPTH
    def fill(node, level, k):
        if level == DEPTH:
            leaves[k - len(measures)] = node['leaf_value']
            return
        ends = 'leaf_value' in node
        if not ends:
            measures[k], thresholds[k] = node['split_feature'], above(node['threshold'])
        fill(node if ends else node['left_child'], level + 1, 2 * k + 1)
        fill(node if ends else node['right_child'], level + 1, 2 * k + 2)
    fill(node, 0, 0)
    return measures, thresholds, leaves


def above(threshold):
    """The least f32 that is not `<= threshold`: the engine asks for `<`."""
    near = np.float32(threshold)
    return near if float(near) > threshold else np.nextafter(near, np.float32(np.inf))


if __name__ == '__main__':
    asked = argparse.ArgumentParser()
    asked.add_argument('--learn', nargs='+', required=True)
    asked.add_argument('--check', nargs='+', default=[])
    asked.add_argument('--curve', action='store_true')
    asked.add_argument('--out')
    args = asked.parse_args()
    learned, checked = evidence.read(args.learn), evidence.read(args.check)
    print(f"{len(learned)} clips, {sum(len(c['t']) for c in learned)} candidates, {sum(c['y'].sum() for c in learned):.0f} true")
    for name, (n, timely, here) in sorted(evidence.reached(checked).items()):
        print(f'  {name:18} {n:4} contacts, candidates for {timely / n:.3f}, in place for {here / n:.3f}')
    if args.curve:
        curve(learned, checked)
    forest = grown(learned)
    if checked:
        told(forest, checked)
    if args.out:
        written(forest, args.out)
