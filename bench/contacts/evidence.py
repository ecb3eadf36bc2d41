"""Reads what `bench evidence` wrote, says which candidates are contacts, and scores what is left of them after thinning out."""
import json
import math
import numpy as np

# As in crates/engine/src/analyse/impacts.rs: contacts of one place, of any, and what speaks of one contact.
WAIT, MERGE, TOGETHER, NEAR = 0.1, 0.07, 0.045, 40.0
# How far a candidate may lie from the contact it speaks of, shares of the picture.
HERE = 0.2


def read(paths):
    clips = []
    for path in paths:
        for line in open(path):
            clips.append(clip(json.loads(line)))
    for c in clips:
        c['y'], c['weight'] = labels(c)
    return clips


def clip(said):
    truth, found = said['truth'], said['candidates']
    real = truth.get('source') == 'real'
    event = lambda e: (e['t'], e.get('x'), e.get('y'), e.get('clear', True), e.get('fast', False))
    events = [event(e) for e in truth.get('impacts', [])]
    steps = [e['t'] for e in truth.get('steps', [])]
    if real:  # Its steps are as loud as its impacts: finding one is no fault, missing it neither.
        events, steps = events + [(t, None, None, False, False) for t in steps], []
    # f32 as the engine has it, so that thresholds divide there as here.
    measures = np.array([c[2] for c in found], np.float32).reshape(len(found), -1)
    return dict(
        name=truth['name'], kind=truth.get('kind', '?'), camera=truth.get('camera', '?'), real=real,
        within=0.1 if real else 0.05, events=sorted(events), steps=steps, size=np.array(said['size'], float),
        t=np.array([c[0] for c in found]), at=np.array([c[1] for c in found]).reshape(-1, 2), x=measures)


def labels(c):
    """Which candidates are contacts, and what each counts; those near in time but not in place count nothing."""
    n = len(c['t'])
    y, weight, near = np.zeros(n), np.full(n, 0.35 if c['real'] else 1.0), np.zeros(n, bool)
    for event in c['events']:
        near |= abs(c['t'] - event[0]) <= c['within'] + 0.03
    for step in c['steps']:
        near |= abs(c['t'] - step) < 0.1
    weight[near] = 0
    for t, ex, ey, clear, _ in c['events']:
        at_once = abs(c['t'] - t) <= c['within']
        if not clear:
            weight[at_once & (y == 0)] = 0
            continue
        mine = at_once
        if ex is not None and not c['real'] and at_once.any():
            away = abs(c['at'] / c['size'] - [ex, ey]).max(1)
            mine = at_once & (away <= HERE)
            weight[at_once & (y == 0)] = 0
            if not mine.any():
                # None is in its place: the nearest speaks for it, however far.
                mine = at_once & (away == away[at_once].min())
        y[mine] = 1
        weight[mine] = 1 / max(mine.sum(), 1)
    return y, weight


def thinned(c, p):
    """The engine's rule: the most certain first, none too soon after another at its place; two that agree are surer."""
    kept = []
    for i in sorted(range(len(p)), key=lambda i: (-p[i], c['t'][i])):
        for k in kept:
            apart = abs(k[0] - c['t'][i])
            if apart < (WAIT if math.hypot(*(k[2] - c['at'][i])) < NEAR else MERGE):
                if apart < TOGETHER:
                    k[1] = 1 - (1 - k[1]) * (1 - p[i])
                break
        else:
            kept.append([c['t'][i], p[i], c['at'][i]])
    return sorted((k[0], k[1]) for k in kept)


def compared(found, c):
    """Errors of hits with their events, number of false ones, events missed; one answer to one event."""
    pairs = sorted((abs(f - e[0]), i, k) for i, f in enumerate(found) for k, e in enumerate(c['events'])
                   if abs(f - e[0]) <= c['within'])
    answers, asked = {}, set()
    for _, i, k in pairs:
        if i not in answers and k not in asked:
            answers[i] = k
            asked.add(k)
    hits = [(found[i] - c['events'][k][0], c['events'][k]) for i, k in answers.items() if c['events'][k][3]]
    false = sum(i not in answers and not any(abs(s - f) < 0.1 for s in c['steps']) for i, f in enumerate(found))
    return hits, false, [e for k, e in enumerate(c['events']) if e[3] and k not in asked]


def names(c):
    if c['real']:
        return ['real']
    return ['rendered', 'camera ' + c['camera'], 'kind ' + c['kind']]


def scores(clips, kept, least):
    """[hits, false, missed] by name of condition; fast strokes count the false ones of their clips."""
    sums = {}
    for c, k in zip(clips, kept):
        hits, false, missed = compared([t for t, conf in k if conf >= least], c)
        rows = [(name, len(hits), false, len(missed)) for name in names(c)]
        if any(e[4] for e in c['events']):
            rows.append(('fast', sum(h[1][4] for h in hits), false, sum(e[4] for e in missed)))
        for name, *row in rows:
            sums[name] = [a + b for a, b in zip(sums.get(name, [0, 0, 0]), row)]
    return sums


def f1(row):
    hits, false, missed = row
    return 2 * hits / max(2 * hits + false + missed, 1)


def reached(clips):
    """By kind: contacts, and shares of them with a candidate in time, and in time and place."""
    sums = {}
    for c in (c for c in clips if not c['real']):
        for t, ex, ey, clear, fast in c['events']:
            if not clear:
                continue
            at_once = abs(c['t'] - t) <= c['within']
            here = at_once & (abs(c['at'] / c['size'] - [ex, ey]).max(1) <= HERE) if len(at_once) else at_once
            for name in names(c) + (['fast'] if fast else []):
                row = sums.setdefault(name, [0, 0, 0])
                for k, one in enumerate((True, at_once.any(), here.any())):
                    row[k] += int(one)
    return sums
