"""Makes programs written for Kling's API work against a server of our own, each in a step; says which passed."""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import signal
import subprocess
import sys
import time
import traceback
import urllib.request

from stage import ROOT, TEXT_TO_AUDIO, VIDEO_TO_AUDIO, Failed, Outside, Server

HERE = pathlib.Path(__file__).resolve().parent
PACKAGES = ROOT / "target" / "clients" / "node" / "node_modules"
CLIP = "bounce.mp4"
STEP_S = 120


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--program", default="target/release/wildtrack", help="the wildtrack program to run")
    parser.add_argument("--only", default="", help="the steps whose names have this in them")
    arguments = parser.parse_args()
    with Outside(ROOT / "fixtures") as outside, Server(ROOT / arguments.program, "--allow-private") as server:
        passed = [passes(step, server, outside) for step in STEPS if arguments.only in step.__name__]
        if not all(passed):
            sys.stderr.write(server.log_tail())
    print(f"{sum(passed)} passed, {len(passed) - sum(passed)} failed")
    sys.exit(0 if passed and all(passed) else 1)


def passes(step, server, outside):
    """Runs one client; whatever goes wrong in it is told and holds up no other."""
    began = time.monotonic()
    try:
        with limited_to(STEP_S):
            step(server, outside)
    except Exception as failure:
        if not isinstance(failure, (Failed, Refused)):
            traceback.print_exc()
        print(f"client: failed {step.__doc__}: {failure}", flush=True)
        return False
    print(f"client: passed {step.__doc__} ({time.monotonic() - began:.1f} s)", flush=True)
    return True


@contextlib.contextmanager
def limited_to(seconds):
    """Some of the clients would wait for ever."""
    def stop(*_):
        raise Failed(f"it did not end within {seconds} s")
    signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)


def comfyui(server, outside):
    """Kling's ComfyUI client, as recorded: create, poll, read, and a refusal"""
    client = KlingsOwn(server)
    task = client.run(VIDEO_TO_AUDIO, {
        "asmr_mode": False, "bgm_prompt": "", "sound_effect_prompt": "rain", "video_id": "",
        "video_url": f"{outside.url}/{CLIP}"})
    listen_to(task["task_result"]["audios"])
    try:
        client.request("POST", VIDEO_TO_AUDIO, {"video_id": "", "video_url": ""})
    except Refused as refused:
        expect("the refusal", refused.args[:2], (400, 1201))
    else:
        raise Failed("a request without a video was not refused")


class Refused(Exception):
    """An answer that Kling's client takes for an error: HTTP status, code, message."""


class KlingsOwn:
    """Speaks as Kling's client for ComfyUI does: one connection, made anew only when it must be; 5 s for every call; compact
    JSON; Content-Type on every call, also where there is no content; an answer without `data` is an error."""

    def __init__(self, server):
        self.connection = http.client.HTTPConnection(server.base.removeprefix("http://"), timeout=5)
        self.headers = {
            "Accept": "*/*", "Accept-Encoding": "gzip, deflate", "Connection": "keep-alive",
            "User-Agent": "python-httpx/0.28.1", "Content-Type": "application/json",
            "Authorization": f"Bearer {server.token()}"}

    def run(self, route, body):
        task_id = self.request("POST", route, body)["task_id"]
        task = None
        while task is None or task["task_status"] in ("submitted", "processing"):
            time.sleep(0.2)
            task = self.request("GET", f"{route}/{task_id}")
        if task["task_status"] != "succeed":
            raise Failed(f"the task failed: {task['task_status_msg']}")
        return task

    def request(self, method, path, body=None):
        content = None if body is None else json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()
        began = time.monotonic()
        self.connection.request(method, path, content, self.headers)
        response = self.connection.getresponse()
        answer = json.load(response)
        if time.monotonic() - began > 5:
            raise Failed(f"{method} {path} took more than 5 s")
        if response.status != 200 or "data" not in answer:
            raise Refused(response.status, answer["code"], answer["message"])
        return answer["data"]


def curl(server, outside):
    """curl, as in Kling's documentation: create, query one, list"""
    create, query, tasks = (HERE / "clients.d" / "examples.sh").read_text().split("\n\n")
    created = run_example(create, server, outside)
    expect("the new task's state", created["task_status"], "submitted")
    query = query.replace("{task_id}", created["task_id"])
    task = until_ended(lambda: run_example(query, server, outside))
    listen_to(task["task_result"]["audios"])
    newest = run_example(tasks, server, outside)[0]
    expect("the newest task of the list", (newest["task_id"], newest["task_status"]), (task["task_id"], "succeed"))


def run_example(example, server, outside):
    """The `data` that an example gets from a shell, unmodified but for server, key and video."""
    for there, here in [
        ("https://api-singapore.klingai.com", server.base),
        ("Bearer ", f"Bearer {server.account['api_key']}"),
        ("https://p1-kling.klingai.com/kcdn/cdn-kcdn112452/kling-qa-test/20fps-7s.mov", f"{outside.url}/{CLIP}"),
    ]:
        example = example.replace(there, here)
    ran = subprocess.run(["sh", "-c", example], capture_output=True, check=False, timeout=30)
    if ran.returncode != 0:
        raise Failed(f"curl ended with {ran.returncode}: {ran.stderr.decode()}")
    return data_of(json.loads(ran.stdout))


def klingai_api(server, outside):
    """klingai-api from PyPI, video to audio: its account call, create, poll, list"""
    with klingai(server) as kling:
        body = {"video_url": f"{outside.url}/{CLIP}", "callback_url": f"{outside.url}/callback/pypi"}
        task = made_with(kling, VIDEO_TO_AUDIO, body)
        listen_to(task["task_result"]["audios"])
        newest = got_with(kling, VIDEO_TO_AUDIO, pageNum=1, pageSize=1)
        expect("the page of the newest task", [each["task_id"] for each in newest], [task["task_id"]])
        now_ms = int(time.time() * 1000)
        costs = got_with(kling, kling.Endpoints.cost_tracker, start_time=now_ms - 1000, end_time=now_ms)
        expect("the account's packs", (costs["code"], costs["resource_pack_subscribe_infos"]), (0, []))
    expect("a wrong secret", refuses_wrong_secret(server), True)


def klingai_api_text(server, outside):
    """klingai-api from PyPI, text to audio: create, poll, list"""
    with klingai(server) as kling:
        task = made_with(kling, TEXT_TO_AUDIO, {"prompt": "rain on leaves", "duration": 3.0})
        expect("what text to audio gives", list(task["task_result"]), ["audios"])
        listen_to(task["task_result"]["audios"], lasts_s=3.0)
        listed = got_with(kling, TEXT_TO_AUDIO, pageNum=1, pageSize=30)
        expect("the list of sounds from text", [each["task_id"] for each in listed], [task["task_id"]])


def klingai(server, secret=None):
    """The package's client. It asks for the account's costs when it is entered."""
    import api

    api.API.base = server.base
    return api.KlingAiAPI(server.account["access_key"], secret or server.account["secret_key"])


def refuses_wrong_secret(server):
    from exceptions import BadCredentials

    try:
        klingai(server, secret="x" * 32).__enter__()
    except BadCredentials:
        return True
    return False


def made_with(kling, route, body):
    created = data_of(answer_of(kling._active_session.post(route, json=body, timeout=5)))
    return until_ended(lambda: got_with(kling, f"{route}/{created['task_id']}"))


def got_with(kling, path, **query):
    return data_of(answer_of(kling._active_session.get(path, params=query, timeout=5)))


def answer_of(response):
    response.raise_for_status()
    return response.json()


def kling_api(server, outside):
    """kling-api from npm: create, its own poller, list, its own errors, its account call"""
    account = server.account
    keys = {"KLING_ACCESS_KEY": account["access_key"], "KLING_SECRET_KEY": account["secret_key"]}
    driven = ["node", HERE / "clients.d" / "kling_api.mjs", PACKAGES, server.base, outside.url]
    ran = subprocess.run(driven, env={**os.environ, **keys}, capture_output=True, text=True, timeout=STEP_S)
    if ran.returncode != 0:
        raise Failed(ran.stderr.strip())


def standardwebhooks(server, outside):
    """standardwebhooks from PyPI: every callback of the task from klingai-api, and none that was tampered with"""
    from standardwebhooks import Webhook, WebhookVerificationError

    webhook = Webhook(server.account["webhook_secret"])
    told = lambda: [webhook.verify(body, headers) for headers, body in outside.calls_of("pypi")]
    task = until_ended(lambda: (told() or [{"task_status": "submitted"}])[-1])
    expect("the first state told", told()[0]["task_status"], "submitted")
    expect("the tasks spoken of", {state["task_id"] for state in told()}, {task["task_id"]})
    headers, body = outside.calls_of("pypi")[-1]
    try:
        webhook.verify(body.replace(b"succeed", b"failed"), headers)
    except WebhookVerificationError:
        return
    raise Failed("a callback with another body was verified too")


def until_ended(ask):
    """The task, asked for until it has ended well."""
    while (task := ask())["task_status"] in ("submitted", "processing"):
        time.sleep(0.2)
    if task["task_status"] != "succeed":
        raise Failed(f"the task failed: {task['task_status_msg']}")
    return task


def data_of(answer):
    """The data in an envelope of success."""
    if answer["code"] != 0 or answer["message"] != "SUCCEED" or not answer["request_id"]:
        raise Failed(f"not an answer of success: {answer}")
    return answer["data"]


def listen_to(audios, lasts_s=None):
    """Results are plain GETs without a header; they are what they say, and last as long."""
    expect("the number of audios", len(audios), 1)
    for kind, begins in (("mp3", (b"ID3", b"\xff\xfb")), ("wav", (b"RIFF",))):
        with urllib.request.urlopen(audios[0][f"url_{kind}"], timeout=5) as response:
            sound = response.read()
        if not sound.startswith(begins):
            raise Failed(f"the {kind} begins with {sound[:4]}")
        said_s = float(audios[0][f"duration_{kind}"])
        if lasts_s is not None and abs(said_s - lasts_s) > 0.05:
            raise Failed(f"the {kind} lasts {said_s} s, not {lasts_s} s")


def expect(what, found, wanted):
    if found != wanted:
        raise Failed(f"{what}: {found!r}, not {wanted!r}")


STEPS = [comfyui, curl, klingai_api, klingai_api_text, kling_api, standardwebhooks]

if __name__ == "__main__":
    main()
