"""Cuts the clips of fixtures/footage/cuts.toml into out/footage, frame by frame, each with its sound beside it."""

import argparse
import pathlib
import re
import shutil
import subprocess
import tomllib

import films

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIST = ROOT / "fixtures" / "footage"
# A clip begins with the first frame not earlier than `from`; cuts.toml rounds times to a millisecond.
ROUNDING = 0.001


def main():
    arguments = parse_arguments()
    out = pathlib.Path(arguments.out)
    out.mkdir(parents=True, exist_ok=True)
    shelf = films.Shelf(LIST / "sources.toml", ROOT / "target" / "footage", arguments.folder)
    clips = tomllib.loads((LIST / "cuts.toml").read_text())["clip"]
    for clip in clips:
        if arguments.names and clip["name"] not in arguments.names:
            continue
        target = out / f"{clip['name']}.mp4"
        if not target.exists() or arguments.anew:
            print(f"footage: {clip['name']} ({clip['set']})", flush=True)
            cut(clip, shelf, target)
        # The truth comes last: a clip that has one beside it is whole.
        truth = LIST / f"{clip['name']}.json"
        if truth.exists():
            shutil.copy(truth, target.with_suffix(".json"))
    print(f"footage: {len(list(out.glob('*.mp4')))} clips in {out}")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="these clips only")
    parser.add_argument("--from", dest="folder", action="append", default=[], help="a folder that has the source films (may be given more than once)")
    parser.add_argument("--out", default=str(ROOT / "out" / "footage"), help="where the clips go")
    parser.add_argument("--anew", action="store_true", help="cut again what is there")
    return parser.parse_args()


def cut(clip, shelf, target):
    """One clip, encoded anew so that it begins and ends at the frame that the list names."""
    names = clip["source"] if isinstance(clip["source"], list) else [clip["source"]]
    sources = [shelf.film(name) for name in names]
    half = target.with_suffix(".part.mp4")
    encode(clip, sources, half)
    half.rename(target)
    if len(sources) == 1 and streams(sources[0].path, "a"):
        sound(clip, sources[0], target.with_suffix(".wav"))


def encode(clip, sources, target):
    inputs, chains = [], []
    width, height = size_of(sources[0].path)
    for index, source in enumerate(sources):
        inputs += ["-i", str(source.path)]
        begin, end = span(clip, source)
        fit = ",crop=trunc(iw/2)*2:trunc(ih/2)*2" if len(sources) == 1 else f",scale={width}:{height},setsar=1"
        chains.append(f"[{index}:v:0]select='gte(t,{begin:.4f})*lt(t,{end:.4f})',setpts=PTS-STARTPTS{fit}[v{index}]")
    if len(sources) == 1:
        chains[0] = chains[0].replace("[v0]", "[out]")
    else:
        chains.append("".join(f"[v{i}]" for i in range(len(sources))) + f"concat=n={len(sources)}:v=1:a=0[out]")
    run(inputs + ["-filter_complex", ";".join(chains), "-map", "[out]", "-an", "-fps_mode", "passthrough",
                  "-enc_time_base", "-1", "-c:v", "libx264", "-crf", "16", "-preset", "medium", "-pix_fmt", "yuv420p",
                  "-threads", "1", "-map_metadata", "-1", "-movflags", "+faststart", str(target)])


def sound(clip, source, target):
    """The film's own sound over the same stretch: for information, no label rests on it unless its file says so."""
    _, end = span(clip, source)
    begin = first_shown(clip, source)
    run(["-i", str(source.path), "-vn", "-af", f"atrim={begin:.4f}:{end:.4f},asetpts=PTS-STARTPTS", "-map_metadata", "-1", str(target)])


def first_shown(clip, source):
    """When the clip's first picture is shown in the film: its sound begins then too (an AVI's first may come late)."""
    begin, _ = span(clip, source)
    told = subprocess.run(["ffmpeg", "-v", "info", "-i", str(source.path), "-vf", f"select='gte(t,{begin:.4f})',showinfo", "-frames:v", "1", "-f", "null", "-"],
                          capture_output=True, text=True, check=True).stderr
    return float(re.search(r"pts_time:([0-9.]+)", told)[1])


def span(clip, source):
    return clip["from"] + source.offset - ROUNDING, clip["to"] + source.offset - ROUNDING


def size_of(path):
    return streams(path, "v", "width,height")[0].split(",")[:2]


def streams(path, kind, entries="index"):
    found = subprocess.run(["ffprobe", "-v", "error", "-select_streams", kind, "-show_entries", f"stream={entries}", "-of", "csv=p=0", str(path)],
                           capture_output=True, text=True, check=True)
    return found.stdout.split()


def run(arguments):
    subprocess.run(["ffmpeg", "-y", "-v", "error", "-threads", "1", *arguments], check=True)


if __name__ == "__main__":
    main()
