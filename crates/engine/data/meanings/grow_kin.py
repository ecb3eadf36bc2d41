"""Grows kin.txt, the words that are kinds of what the lexicon names, each with its class. Usage: grow_kin.py FOLDER

Needs npm, and pip install jieba==0.42.1. Run it again when classes were added or renamed, or kin_en.txt or kin_zh.txt changed. English words come from
WordNet: a word is of the class of the nearest synset above its first sense that an alias of a class names, or kin_en.txt. Chinese words come
from jieba's list: a word is of the class of its last characters in kin_zh.txt. Words that are known to name no sound are kept with a dash,
where the lexicon or its mending of slips would otherwise take them, or a part of them, for something else.
"""
import collections, glob, os, re, sys, tomllib

from grow import DATA, HERE, WORDNET, ARCHIVE, wordnet, classes

# Files of WordNet's lexicographers whose first senses an alias may name: acts, animals, artefacts, events, phenomena, places, plants.
THINGS = {4, 5, 6, 11, 15, 17, 19, 20}
SENSES = 3
ANIMALS = 5
SHORTEST = 3


def synsets(folder, kind):
    """Synsets by their number: words, those above, file; and the synsets of a word, the commonest first."""
    sets = {}
    for line in wordnet(folder, f"data.{kind}"):
        count = int(line[3], 16)
        words = [line[4 + 2 * i].split("(")[0].replace("_", " ") for i in range(count)]
        at = 4 + 2 * count
        links = [line[at + 1 + 4 * i:at + 3 + 4 * i] for i in range(int(line[at]))]
        above = [to for sign, to in links if sign == "@"]
        sets[line[0]] = (words, above, int(line[1]), any(sign == "@i" for sign, _ in links))
    index = {line[0].replace("_", " "): line[6 + int(line[3]):] for line in wordnet(folder, f"index.{kind}")}
    return sets, index


def counts(folder):
    """How often each sense of a word was met in WordNet's texts."""
    found = {}
    for key, _, sense, count in wordnet(folder, "index.sense"):
        word, rest = key.split("%")
        found[word.replace("_", " "), rest[0], int(sense)] = int(count)
    return found


def anchors(name):
    """The lines of a file of anchors: class (None for the dash), weak, words."""
    for line in open(os.path.join(HERE, name)):
        if line.strip() and not line.startswith("#"):
            first, *words = line.split()
            yield None if first == "-" else first.lstrip("~").replace("_", " "), first.startswith("~"), [w.replace("_", " ") for w in words]


class English:
    def __init__(self, folder, all_classes):
        self.nouns, self.noun_index = synsets(folder, "noun")
        self.verbs, self.verb_index = synsets(folder, "verb")
        self.counts, self.words = counts(folder), {}
        self.named = {"n": self.aliases(all_classes), "v": {}}
        for which, weak, words in anchors("kin_en.txt"):
            for word in words:
                self.anchor(word, (which, weak))

    def aliases(self, all_classes):
        claims = collections.defaultdict(collections.Counter)
        for one in all_classes:
            for weak, key in ((False, "en"), (True, "weak_en")):
                for alias in one.get(key, []):
                    for first in self.noun_index.get(alias, [])[:1]:
                        if self.nouns[first][2] in THINGS:
                            claims[first][one["id"], weak or one["kind"] == "place"] += 1
        return {first: who.most_common(1)[0][0] for first, who in claims.items()}

    def anchor(self, word, kind):
        if word.startswith("="):
            self.words[word[1:].rstrip("!")] = kind
            return
        word, verb, sense = re.fullmatch(r"([^.!]+)(!?)\.?(\d*)", word).groups()
        index = self.verb_index if verb else self.noun_index
        known = index.get(word, [])
        at = int(sense or 1)
        if at > len(known):
            print(f"no {word} {at}", file=sys.stderr)
            return
        self.named["v" if verb else "n"][known[at - 1]] = kind

    def above(self, pos, first):
        """What the nearest named synset above is of."""
        sets, todo, seen = self.nouns if pos == "n" else self.verbs, [first], set()
        while todo:
            at = todo.pop(0)
            if at in self.named[pos]:
                return self.named[pos][at]
            seen.add(at)
            todo += [up for up in sets[at][1] if up not in seen]
        return None

    def of(self, pos, word):
        """What a word is of: in another sense than its first only where that is rare and the other is an animal."""
        index, number = (self.noun_index, "1") if pos == "n" else (self.verb_index, "2")
        kinds = [self.above(pos, first) for first in index.get(word, [])[:SENSES]]
        for sense, kind in enumerate(kinds, 1):
            animal = pos == "n" and self.nouns[index[word][sense - 1]][2] == ANIMALS
            if kind and kind[0] and (sense == 1 or animal):
                return kind
            if self.counts.get((word, number, sense), 0) > 1:
                return None
        return None

    def met(self, word, number):
        return sum(self.counts.get((word, number, sense), 0) for sense in range(1, 30))

    def kin(self):
        proper = lambda word: all(self.nouns[s][3] or any(w[:1].isupper() for w in self.nouns[s][0] if w.lower() == word) for s in self.noun_index[word])
        for word in sorted(self.noun_index.keys() | self.verb_index.keys() | self.words.keys()):
            if word in self.words:
                yield word, self.words[word]
                continue
            if not re.fullmatch(r"[a-z][a-z' -]*", word) or len(word) < SHORTEST or (word in self.noun_index and proper(word)):
                continue
            noun, verb = self.of("n", word), self.of("v", word)
            as_noun, as_verb = self.met(word, "1"), self.met(word, "2")
            if noun and as_verb <= 4 * as_noun + 4:
                yield word, noun
            elif verb and as_noun <= 2 * as_verb:
                yield word, verb
            else:
                yield word, (None, False)


def forms(word):
    stem = word.removesuffix("e")
    return {word, word + "s", word + "es", stem + "ing", stem + "ed", word + word[-1] + "ing", word + word[-1] + "ed", word.removesuffix("y") + "ies"}


def edits(words):
    """For words that may be taken for slips: the shapes that they share with what is a letter off."""
    return {w[:i] + "?" + w[i + 1:] for w in words for i in range(len(w))} | {w[:i] + "?" + w[i:] for w in words for i in range(len(w) + 1)}


def chinese(all_classes, own):
    import jieba
    ends = {}
    for which, weak, words in anchors("kin_zh.txt"):
        for word in words:
            ends[word] = (which, weak)
    whole = {word[1:]: kind for word, kind in ends.items() if word.startswith("=")}
    ends = {word: kind for word, kind in ends.items() if not word.startswith("=")}
    single = {alias for one in all_classes for alias in one.get("zh", []) + one.get("weak_zh", []) if len(alias) == 1}
    single |= {word for word in [*ends, *whole] if len(word) == 1}
    for word, kind in [*whole.items(), *((w, k) for w, k in ends.items() if k[0])]:
        yield word, kind
    for line in open(os.path.join(os.path.dirname(jieba.__file__), "dict.txt")):
        word, count, tag = line.split()
        if not 2 <= len(word) <= 6 or not re.fullmatch(r"[\u4e00-\u9fff]+", word) or word in own:
            continue
        names = tag[0] in "njbg" and tag not in ("nr", "nrt", "nrfg", "ns", "nt")
        end = next((word[i:] for i in range(len(word)) if word[i:] in ends), None)
        if end and names and (len(end) > 1 or int(count) >= 3) and word not in whole:
            if ends[end][0] or any(c in single for c in word):
                yield word, ends[end]
        elif tag[0] in "niadbtz" and tag not in ("nr", "nrt", "nrfg") and int(count) >= 10 and len(word) <= 4 and word[-1] not in "声响叫鸣" and any(c in single for c in word) and word not in whole:
            yield word, (None, False)


def own_words(all_classes):
    words = tomllib.load(open(os.path.join(DATA, "words.toml"), "rb"))
    own = set()
    def take(table):
        if isinstance(table, dict):
            for key, value in table.items():
                if key in ("en", "zh", "weak_en", "weak_zh", "marks", "and", "then", "not"):
                    own.update(v.split(":")[0] for v in value)
                else:
                    take(value)
        elif isinstance(table, list):
            for value in table:
                take(value)
    take(words)
    for one in all_classes:
        take(one)
    return own


def main(folder):
    all_classes = classes()
    ids = [one["id"] for one in all_classes]
    own = own_words(all_classes)
    inflected = set().union(*(forms(w) for w in own if w.isascii()))
    naming = set().union(*(forms(w) for one in all_classes for w in one.get("en", []) if w.isascii() and " " not in w))
    near = edits({part for w in inflected for part in w.split(" ") if len(part) > 3})
    found = {}
    for word, kind in English(folder, all_classes).kin():
        if word in inflected:
            continue
        if " " in word and not kind[0]:
            if word.count(" ") < 3 and any(part in naming for part in word.split(" ")):
                found.setdefault(word, kind)
        elif kind[0] or near & edits({word}):
            found.setdefault(word, kind)
    for word, kind in chinese(all_classes, own):
        if word not in own:
            found.setdefault(word, kind)
    code = lambda kind: "-" if not kind[0] else f"{ids.index(kind[0])}{'~' if kind[1] else ''}"
    lines = sorted(f"{word}\t{code(kind)}\n".encode() for word, kind in found.items())
    with open(os.path.join(HERE, "kin.txt"), "wb") as file:
        file.write("|".join(ids).encode() + b"\n" + b"".join(lines))
    told = collections.Counter((kind[0] is not None, word.isascii()) for word, kind in found.items())
    print(dict(told), sum(map(len, lines)), "bytes")


if __name__ == "__main__":
    main(sys.argv[1])
