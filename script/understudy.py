"""A house that is tortured: a data folder with one account, lives of the understudy on it, customers, and the world outside."""

import base64
import collections
import hashlib
import hmac
import http.client
import http.server
import itertools
import json
import os
import pathlib
import re
import signal
import subprocess
import threading
import time
import urllib.parse

from stage import ROOT, TEXT_TO_AUDIO, VIDEO_TO_AUDIO, Failed, free_port

DEBUG = ROOT / "target" / "debug"
UNDERSTUDY = DEBUG / "examples" / "understudy"
WILDTRACK = DEBUG / "wildtrack"
GRANTED = "1000000"
NAMES = itertools.count()
RANKS = {"submitted": 0, "processing": 1, "succeed": 2, "failed": 2}


def build():
    """Builds the understudy and the command, for tests: only there the steps are."""
    # As in script/build: with fewer packages than the tests, libraries would lose features and be compiled again.
    is_test = os.environ.get("WILDTRACK_PROFILE") == "dev"
    which = ["--workspace", "--all-targets"] if is_test else ["--package", "server", "--package", "wildtrack", "--bins", "--examples"]
    subprocess.run(["cargo", "build", "--quiet", *which], cwd=ROOT, check=True)


def operate(*words):
    """What a command of the operator's says as JSON, and whether it was content."""
    ended = subprocess.run([WILDTRACK, *map(str, words), "--json"], capture_output=True, text=True)
    if not ended.stdout:
        raise Failed(f"{' '.join(map(str, words[:2]))}: {ended.stderr.strip()}")
    return json.loads(ended.stdout), ended.returncode == 0


class House:
    """A data folder, and who lives on it one after the other."""

    def __init__(self, folder, **settings):
        self.data = pathlib.Path(folder) / "data"
        self.log = pathlib.Path(folder).parent / f"{pathlib.Path(folder).name}.log"
        self.listen = f"127.0.0.1:{free_port()}"
        self.settings = {"data": str(self.data), "listen": self.listen, **settings}
        self.life = None
        self.account, _ = operate("account", "create", "ada", "--data", self.data)
        operate("pack", "grant", "ada", "--units", GRANTED, "--from", "2020-01-01", "--for", "7300d", "--data", self.data)

    def begin(self, **more):
        """Begins a life; gives back once it listens."""
        self.life = Life({**self.settings, **more}, self.log)
        return self.life

    def ask(self, method, path, body=None, timeout=5):
        """Status and JSON of an answer; status 0 if there was none."""
        try:
            link = http.client.HTTPConnection(self.listen, timeout=timeout)
            headers = {"Authorization": f"Bearer {self.account['api_key']}", "Content-Type": "application/json"}
            link.request(method, path, json.dumps(body) if body else None, headers)
            answer = link.getresponse()
            text = answer.read()
            link.close()
            return answer.status, json.loads(text)
        except (OSError, http.client.HTTPException, ValueError):
            return 0, None

    def fetch(self, url):
        """Status and bytes of a result; status 0 if there was no whole answer."""
        try:
            parts = urllib.parse.urlsplit(url)
            link = http.client.HTTPConnection(parts.netloc, timeout=5)
            link.request("GET", f"{parts.path}?{parts.query}")
            answer = link.getresponse()
            text = answer.read()
            link.close()
            return answer.status, text
        except (OSError, http.client.HTTPException):
            return 0, b""

    def fsck(self):
        """What `wildtrack fsck` finds."""
        return operate("fsck", "--data", self.data)[0]

    def end(self):
        if self.life:
            self.life.kill()


class Life:
    """One process of the understudy."""

    def __init__(self, settings, log):
        self.log, self.began_at = log, log.stat().st_size if log.exists() else 0
        with open(log, "ab") as file:
            self.process = subprocess.Popen([UNDERSTUDY, json.dumps(settings)], stdout=file, stderr=file)
        deadline = time.monotonic() + 20
        while "listening on http" not in self.said():
            if (self.process.poll() or 0) > 0:
                raise Failed(f"the understudy could not begin: {self.said()[-2000:]}")
            if self.process.poll() is not None:
                # Killed at a step of its own start: a life all the same.
                return
            if time.monotonic() > deadline:
                raise Failed(f"the understudy did not listen: {self.said()[-2000:]}")
            time.sleep(0.01)

    def said(self):
        """What this life has said so far; later ones say more."""
        with open(self.log, "rb") as file:
            file.seek(self.began_at)
            return file.read().decode(errors="replace")

    def dies(self, within_s):
        """Whether it ends by itself in that time."""
        try:
            self.process.wait(within_s)
            self.gone()
            return True
        except subprocess.TimeoutExpired:
            return False

    def send(self, number):
        self.process.send_signal(number)

    def kill(self):
        """SIGKILL, and gone."""
        self.process.kill()
        self.gone()

    def gone(self):
        """Notes when it died."""
        self.process.wait()
        with open(self.log, "a") as file:
            file.write(f"torture: gone {time.time()}\n")

    def close(self, within_s=30):
        """SIGTERM; the code that it ended with."""
        self.send(signal.SIGTERM)
        try:
            return self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.kill()
            return None

    def steps(self):
        """How often every step was come to in a life that was closed."""
        found = re.search(r"understudy: steps (\{.*\})", self.said())
        return json.loads(found[1]) if found else {}


class Outside:
    """Clips that say what the understudy shall do, and an ear for callbacks."""

    def __init__(self):
        self.heard = collections.defaultdict(list)
        heard = self.heard

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self):
                self.answer(200, urllib.parse.unquote(self.path.rsplit("/", 1)[-1]).encode())

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                headers = {name.lower(): value for name, value in self.headers.items()}
                heard[headers["webhook-id"]].append((time.monotonic(), headers, body))
                self.answer(200, b"")

            def answer(self, status, body):
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 128

            def handle_error(self, *_):
                """The other end was killed, as it should be."""

        self.http = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def close(self):
        self.http.shutdown()
        self.http.server_close()

    def is_signed(self, secret, headers, body):
        """Whether a callback bears the signature of Standard Webhooks."""
        key = base64.b64decode(secret.removeprefix("whsec_"))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        wanted = "v1," + base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
        return wanted in headers.get("webhook-signature", "").split()


class Customers:
    """Threads that create tasks, follow them and read their results, and remember what they were told."""

    def __init__(self, house, outside, words="8 kB 5 ms", threads=2, pause_s=0.05, read=True):
        self.house, self.outside, self.words, self.pause_s = house, outside, words, pause_s
        self.acked, self.unsure, self.shown, self.faults = {}, [], {}, []
        self.read_whole, self.statuses = 0, collections.Counter()
        self.lock, self.over, self.name, self.number = threading.Lock(), threading.Event(), next(NAMES), 0
        jobs = [self.create] * threads + [self.follow] * read
        self.threads = [threading.Thread(target=job, daemon=True) for job in jobs]
        for thread in self.threads:
            thread.start()

    def leave(self):
        """No more of them; what they were told is known."""
        self.over.set()
        for thread in self.threads:
            thread.join(20)

    def create(self):
        while not self.over.is_set():
            self.create_one(self.words)
            time.sleep(self.pause_s)

    def create_one(self, words):
        """One create; its id if it was acknowledged."""
        with self.lock:
            self.number += 1
            number = self.number
        name = f"order-{self.name}-{number}"
        body = {"external_task_id": name, "callback_url": self.outside.url + "/ear"}
        if number % 2:
            path, body = TEXT_TO_AUDIO, {**body, "prompt": words, "duration": 3.0}
        else:
            path, body = VIDEO_TO_AUDIO, {**body, "video_url": f"{self.outside.url}/{urllib.parse.quote(words)}"}
        status, answer = self.house.ask("POST", path, body)
        with self.lock:
            self.statuses[status] += 1
            if status == 200:
                task = answer["data"]["task_id"]
                self.acked[task] = (name, path, time.monotonic())
                return task
            if status == 0:
                self.unsure.append(name)
            elif status != 503:
                self.faults.append(f"a create was answered {status}: {answer}")
        return None

    def follow(self):
        """Looks at a task and all of its results, again and again: a status never steps back, a file is whole or not there."""
        turn = 0
        while not self.over.is_set():
            with self.lock:
                known = list(self.acked.items())
            if known:
                turn += 1
                # Young ones mostly: those are in the works.
                self.look(*known[-1 - turn % min(8, len(known))] if turn % 4 else known[turn // 4 % len(known)])
            time.sleep(0.01)

    def look(self, task, told):
        status, answer = self.house.ask("GET", f"{told[1]}/{task}")
        if status != 200:
            if status not in (0, 503):
                self.faults.append(f"task {task}, which was acknowledged, was answered {status}: {answer}")
            return None
        shown, before = answer["data"]["task_status"], self.shown.get(task)
        if before and (RANKS[shown] < RANKS[before] or RANKS[before] == 2 and shown != before):
            self.faults.append(f"task {task} was {before} and is {shown}")
        self.shown[task] = shown
        if shown == "succeed":
            self.read(task, answer["data"])
        return answer["data"]

    def read(self, task, data):
        """Every file that a success names must be there, whole."""
        result = data["task_result"]
        urls = [video["url"] for video in result.get("videos", [])]
        urls += [audio[name] for audio in result.get("audios", []) for name in ("url_mp3", "url_wav")]
        if not urls and "cleared" not in data["task_status_msg"]:
            self.faults.append(f"task {task} succeeded and names no file")
        for url in urls:
            status, text = self.house.fetch(url)
            if status == 0:
                continue
            signature, _, rest = text.partition(b"\n")
            if status != 200 or hashlib.sha256(rest).hexdigest().encode() != signature:
                self.faults.append(f"a file of task {task} is not whole: {status}, {len(text)} bytes")
            self.read_whole += status == 200
