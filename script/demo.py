"""Runs the main job as a customer would: a server, an account, clips over HTTP, tasks, callbacks, results in out/demo."""

import argparse
import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import sys
import time

from stage import ROOT, VIDEO_TO_AUDIO, Failed, Outside, Server, fetch, wait_for

CLIPS = ["street", "film", "bounce"]


def main():
    arguments = parse_arguments()
    out = ROOT / "out" / "demo"
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    began = time.monotonic()
    with Outside(ROOT / "fixtures") as outside, Server(ROOT / arguments.program, "--allow-private") as server:
        for name in CLIPS[:1] if arguments.short else CLIPS:
            folder = out if name == CLIPS[0] else out / name
            make(name, folder, server, outside, arguments)
    print(f"\nresults in {out.relative_to(ROOT)} after {time.monotonic() - began:.1f} s")


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="target/release/wildtrack", help="the wildtrack program to run")
    parser.add_argument("--short", action="store_true", help="one clip instead of three")
    parser.add_argument("--sfx", default="", help="sound-effect prompt")
    parser.add_argument("--bgm", default="", help="music prompt")
    parser.add_argument("--asmr", action="store_true", help="ASMR mode")
    return parser.parse_args()


def make(name, folder, server, outside, arguments):
    """One clip from POST to files on disk."""
    print(f"\n== {name}")
    began = time.monotonic()
    created = server.call("POST", VIDEO_TO_AUDIO, {
        "video_url": f"{outside.url}/{name}.mp4",
        "sound_effect_prompt": arguments.sfx,
        "bgm_prompt": arguments.bgm,
        "asmr_mode": arguments.asmr,
        "external_task_id": f"demo-{name}",
        "callback_url": f"{outside.url}/callback/{name}",
    })
    task = wait_for(server, created["task_id"])
    took = time.monotonic() - began
    if task["task_status"] != "succeed":
        raise Failed(f"the task failed: {task['task_status_msg']}")
    folder.mkdir(parents=True, exist_ok=True)
    result = task["task_result"]
    fetch(result["videos"][0]["url"], folder / "video.mp4")
    fetch(result["audios"][0]["url_mp3"], folder / "audio.mp3")
    fetch(result["audios"][0]["url_wav"], folder / "audio.wav")
    for file in server.call("GET", f"/api/tasks/{task['task_id']}/files"):
        if file["role"] in ("sheet", "report", "cues"):
            fetch(file["url"], folder / file["file_name"].rsplit("/", 1)[-1])
    check_durations(folder, task)
    states = check_callbacks(outside, server, name, task)
    tell(name, folder, took, states, server.call("GET", f"/api/tasks/{task['task_id']}/progress"))


def check_durations(folder, task):
    """Every file lasts as long as the task says: the wav to the sample, the others within a video frame."""
    said = float(task["task_result"]["videos"][0]["duration"])
    for name, slack in (("video.mp4", 0.05), ("audio.mp3", 0.05), ("audio.wav", 0.001)):
        probe = ["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of", "csv=p=0", folder / name]
        lasts = float(subprocess.run(probe, check=True, capture_output=True, text=True).stdout)
        if abs(lasts - said) > slack:
            raise Failed(f"{name} lasts {lasts} s; the task says {said} s")


def check_callbacks(outside, server, name, task):
    """Callbacks carry a valid signature; the last one says what the task says."""
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        calls = outside.calls_of(name)
        if calls and json.loads(calls[-1][1])["task_status"] == "succeed":
            break
        time.sleep(0.05)
    else:
        raise Failed("the final callback did not come within 10 s")
    for headers, body in calls:
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        key = base64.b64decode(server.account["webhook_secret"].removeprefix("whsec_"))
        mac = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        if f"v1,{mac}" not in headers["webhook-signature"].split():
            raise Failed("a callback's signature is wrong")
    last = json.loads(calls[-1][1])
    if last["task_id"] != task["task_id"]:
        raise Failed("a callback speaks of another task")
    return [json.loads(body)["task_status"] for _, body in calls]


def tell(name, folder, took, states, progress):
    report = json.loads((folder / "report.json").read_text())
    cues = json.loads((folder / "cues.json").read_text())
    print(f"from POST to succeed: {took:.2f} s; callbacks, signatures verified: {', '.join(states)}")
    stages = [f"{stage['stage']} {stage['took_ms'] / 1000:.2f} s" for stage in progress["stages"]]
    print("stages: " + " · ".join(stages))
    seen = report["seen"]
    print(f"seen: {seen['shots']} shots, {seen['impacts']} impacts, {seen['periodic']} regular motions, "
          f"{seen['flashes']} flashes; " + ", ".join(f"{k} {v:.2f}" for k, v in seen["scene"].items() if v > 0.3))
    print("heard: " + ", ".join(f"{n} × {c}" for c, n in report["classes"].items()))
    for cue in cues["cues"][:12]:
        when = cue.get("t", cue.get("t0"))
        print(f"  {when:6.2f} s  {cue['class']:<24} conf {cue['conf']:.2f}  {', '.join(cue['from'])}")
    if len(cues["cues"]) > 12:
        print(f"  … and {len(cues['cues']) - 12} more")
    if report["music"]:
        music = report["music"]
        print(f"music: {music['style']}, {music['bpm']:.1f} bpm, {music['key']}, "
              f"{music['cuts_on_beat'][0]} of {music['cuts_on_beat'][1]} cuts on a beat")
    loudness = report["loudness"]
    print(f"loudness: {loudness['integrated_lufs']:.1f} LUFS, {loudness['true_peak_dbtp']:.1f} dBTP, "
          f"limited by {loudness['loudness_limited_by']}")
    truth = ROOT / "fixtures" / f"{name}.json"
    if truth.exists():
        compare(json.loads(truth.read_text())["events"], report["stems"]["foley"]["onsets"])
    for weakness in report["weak"]:
        print(f"weak: {weakness}")


def compare(contacts, onsets):
    """How many known contacts have an onset of the foley within 50 ms, and how many onsets have no contact."""
    near = lambda times, t: any(abs(other - t) <= 0.05 for other in times)
    hit = sum(near(onsets, t) for t in contacts)
    false = [t for t in onsets if not near(contacts, t)]
    print(f"sync: {hit} of {len(contacts)} known contacts sound within 50 ms; {len(false)} onsets without a contact")


if __name__ == "__main__":
    try:
        main()
    except Failed as failure:
        print(f"demo: {failure}", file=sys.stderr)
        sys.exit(1)
