"""Draws a sheet of numbered, timed and enlarged frames of a clip, with the labels it has so far, to find contacts by eye."""

import argparse
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    arguments = parse_arguments()
    clip = pathlib.Path(arguments.clip)
    if not clip.exists():
        clip = ROOT / "out" / "footage" / f"{arguments.clip}.mp4"
    first, last = (int(number) for number in arguments.frames.split("-"))
    out = pathlib.Path(arguments.out or clip.with_name(f"{clip.stem}-{first}-{last}.png"))
    columns = arguments.columns
    rows = -(-((last - first) // arguments.every + 1) // columns)
    draw(clip, ",".join(chain(arguments, first, last, labels_of(clip)) + [f"tile={columns}x{rows}:padding=2"]), out)
    print(out)


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", help="the name of a clip in out/footage, or a file")
    parser.add_argument("--frames", default="0-39", help="first and last frame, as 0-39")
    parser.add_argument("--every", type=int, default=1, help="draw every Nth frame")
    parser.add_argument("--box", default="0,0,1,1", help="the part to enlarge: left, top, width, height in fractions of the picture")
    parser.add_argument("--width", type=int, default=240, help="a frame's width on the sheet")
    parser.add_argument("--columns", type=int, default=8)
    parser.add_argument("--marks", action="store_true", help="name the frames that are labelled already")
    parser.add_argument("--out", help="the sheet, a PNG; beside the clip unless given")
    return parser.parse_args()


def chain(arguments, first, last, labels):
    left, top, width, height = (float(part) for part in arguments.box.split(","))
    filters = [
        f"select='between(n,{first},{last})*not(mod(n-{first},{arguments.every}))'",
        f"crop=iw*{width}:ih*{height}:iw*{left}:ih*{top}",
        f"scale={arguments.width}:-2:flags=lanczos",
        written(f"%{{eif\\:n*{arguments.every}+{first}\\:d}}  %{{pts\\:flt}}", 16, "yellow", "2"),
    ]
    if arguments.marks:
        filters += [written(what, 18, "red", "h-22", f"between(t,{t - 0.02:.3f},{t + 0.02:.3f})") for what, t in labels]
    return filters


def written(text, size, colour, y, when="1"):
    return f"drawtext=text='{text}':fontsize={size}:fontcolor={colour}:box=1:boxcolor=black@0.7:x=2:y={y}:enable='{when}'"


def labels_of(clip):
    path = ROOT / "fixtures" / "footage" / f"{clip.stem}.json"
    if not path.exists():
        return []
    truth = json.loads(path.read_text())
    return [(event["what"], event["t"]) for kind in ("impacts", "steps") for event in truth[kind]]


def draw(clip, filters, out):
    subprocess.run(["ffmpeg", "-y", "-v", "error", "-threads", "1", "-i", str(clip), "-vf", filters, "-fps_mode", "passthrough",
                    "-frames:v", "1", str(out)], check=True)


if __name__ == "__main__":
    main()
