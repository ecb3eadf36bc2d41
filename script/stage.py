"""What scripts that try the service stand on: a server of their own with one account, and the world outside of it."""

import base64
import hashlib
import hmac
import http.server
import json
import pathlib
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parent.parent
VIDEO_TO_AUDIO = "/v1/audio/video-to-audio"
TEXT_TO_AUDIO = "/v1/audio/text-to-audio"
DEADLINE_S = 300


class Failed(Exception):
    """Something that was tried did not work; the sentence says what."""


def built():
    """The folder of the programs, which script/build makes if they are not there: as the tests are built, if it is told so."""
    made = subprocess.run([ROOT / "script" / "build", "wildtrack", "bench"], check=True, stdout=subprocess.PIPE, text=True)
    return ROOT / made.stdout.strip()


class Server:
    """A server of our own on a free port, with one account."""

    def __init__(self, program, *options):
        self.program = program
        self.options = options
        self.data = tempfile.TemporaryDirectory(prefix="wildtrack-")
        self.base = f"http://127.0.0.1:{free_port()}"

    def __enter__(self):
        listen = self.base.removeprefix("http://")
        self.log = open(pathlib.Path(self.data.name) / "server.log", "wb")
        self.process = subprocess.Popen(
            [self.program, "serve", "--data", self.data.name, "--listen", listen, *self.options],
            stdout=self.log, stderr=self.log)
        try:
            self.wait_until_ready()
            self.account = self.new_account()
        except BaseException:
            self.__exit__(*sys.exc_info())
            raise
        return self

    def new_account(self):
        create = [self.program, "account", "create", "stage", "--data", self.data.name, "--json"]
        return json.loads(subprocess.run(create, check=True, capture_output=True).stdout)

    def __exit__(self, kind, value, trace):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if kind:
            sys.stderr.write(self.log_tail())
        self.log.close()
        self.data.cleanup()

    def log_tail(self):
        """The last of what the server wrote."""
        return pathlib.Path(self.log.name).read_text()[-4000:]

    def wait_until_ready(self):
        for _ in range(200):
            if self.process.poll() is not None:
                raise Failed(f"the server ended: {self.log_tail()}")
            try:
                urllib.request.urlopen(f"{self.base}/api/ready", timeout=1)
                return
            except OSError:
                time.sleep(0.05)
        raise Failed("the server did not get ready within 10 s")

    def call(self, method, route, body=None):
        """The `data` of an answer."""
        headers = {"Authorization": f"Bearer {self.token()}", "Content-Type": "application/json"}
        request = urllib.request.Request(
            self.base + route, method=method, headers=headers, data=json.dumps(body).encode() if body else None)
        try:
            with urllib.request.urlopen(request, timeout=5) as response:
                answer = json.load(response)
        except urllib.error.HTTPError as error:
            raise Failed(f"{method} {route}: {error.read().decode()}") from error
        if answer["code"] != 0:
            raise Failed(f"{method} {route}: {answer['message']}")
        return answer["data"]

    def token(self):
        """A JWT as Kling's clients make it."""
        now = int(time.time())
        claims = {"iss": self.account["access_key"], "exp": now + 1800, "nbf": now - 5}
        parts = [encoded(json.dumps({"alg": "HS256", "typ": "JWT"})), encoded(json.dumps(claims))]
        key = self.account["secret_key"].encode()
        mac = hmac.new(key, ".".join(parts).encode(), hashlib.sha256).digest()
        return ".".join([*parts, encoded(mac)])


def encoded(data):
    data = data.encode() if isinstance(data, str) else data
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Outside:
    """The world outside the server: clips to fetch, and an endpoint for callbacks."""

    def __init__(self, clips):
        calls = self.calls = []

        class Handler(http.server.SimpleHTTPRequestHandler):
            def __init__(self, *arguments):
                super().__init__(*arguments, directory=clips)

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                calls.append((self.path.rsplit("/", 1)[-1], dict(self.headers.items()), body))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_address[1]}"

    def __enter__(self):
        threading.Thread(target=self.http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.http.shutdown()

    def calls_of(self, name):
        lower = lambda headers: {key.lower(): value for key, value in headers.items()}
        return [(lower(headers), body) for called, headers, body in list(self.calls) if called == name]


def wait_for(server, task_id):
    """The task once it has ended, well or not."""
    deadline = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline:
        task = server.call("GET", f"{VIDEO_TO_AUDIO}/{task_id}")
        if task["task_status"] in ("succeed", "failed"):
            return task
        time.sleep(0.1)
    raise Failed(f"task {task_id} did not end within {DEADLINE_S} s")


def fetch(url, path):
    with urllib.request.urlopen(url, timeout=30) as response, open(path, "wb") as file:
        shutil.copyfileobj(response, file)
