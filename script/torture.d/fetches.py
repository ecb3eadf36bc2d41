"""Fetches from servers that never come to an end, with the limits of a real installation: time, bytes on the disk, and memory."""

import pathlib
import socket
import threading
import time

from stage import VIDEO_TO_AUDIO, Server, built, wait_for

TITLE = "A fetch is bounded"
SLOTS = 4
OK = b"HTTP/1.1 200 OK\r\n"
LARGEST = 100 * 1024 * 1024


def run(trial):
    with Server(built() / "wildtrack", "--slots", str(SLOTS), "--allow-private") as server:
        before = memory_kb(server, "VmRSS")
        largest, stop = [0], threading.Event()
        threading.Thread(target=watch, args=(server, largest, stop), daemon=True).start()
        try_all(trial, server, {"endless body": (endless, 60)})
        grown = (memory_kb(server, "VmHWM") - before) / SLOTS / 1000
        trial.figure("MB more of memory for each of four fetches of endless bodies at a time", round(grown, 1))
        trial.check(grown < 16, f"a fetch takes {grown:.1f} MB of memory")
        if not trial.is_short:
            # Silence 15 s, 8 KiB a second after that, 120 s in all, and a second beside.
            try_all(trial, server, {"silence": (silence, 16), "a byte each 5 s": (slow_body, 21)})
            try_all(trial, server, {"a head without end": (slow_head, 121)})
        stop.set()
        trial.figure("largest file on the disk, bytes", largest[0])
        trial.check(largest[0] <= LARGEST + 64 * 1024, f"{largest[0]} bytes were on the disk")


def try_all(trial, server, kinds):
    for name, (manner, limit_s) in kinds.items():
        url = listen(manner)
        began = time.monotonic()
        tasks = [server.call("POST", VIDEO_TO_AUDIO, {"video_url": url})["task_id"] for _ in range(SLOTS)]
        ended = [wait_for(server, task) for task in tasks]
        took = time.monotonic() - began
        trial.figure(f"{name}: {SLOTS} at a time ended after s", round(took, 1))
        trial.figure(f"{name}: what is said", ended[0]["task_status_msg"])
        trial.check(took <= limit_s + 1, f"{name} took {took:.1f} s")
        trial.check(all(task["task_status"] == "failed" for task in ended), f"{name}: a task did not fail")


def watch(server, largest, stop):
    """The largest file under scratch."""
    scratch = pathlib.Path(server.data.name) / "scratch"
    while not stop.is_set():
        for file in scratch.glob("*/source.mp4"):
            try:
                largest[0] = max(largest[0], file.stat().st_size)
            except OSError:
                pass
        time.sleep(0.002)


def memory_kb(server, line):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(status.split(f"{line}:")[1].split()[0])


def listen(manner):
    door = socket.create_server(("127.0.0.1", 0))

    def serve():
        while True:
            stream, _ = door.accept()
            threading.Thread(target=suffer, args=(stream, manner), daemon=True).start()

    threading.Thread(target=serve, daemon=True).start()
    return f"http://127.0.0.1:{door.getsockname()[1]}/clip.mp4"


def suffer(stream, manner):
    try:
        stream.recv(65536)
        manner(stream)
    except OSError:
        pass
    stream.close()


def endless(stream):
    stream.sendall(OK + b"transfer-encoding: chunked\r\n\r\n")
    piece = b"10000\r\n" + bytes(65536) + b"\r\n"
    while True:
        stream.sendall(piece)


def silence(stream):
    while stream.recv(65536):
        pass


def slow_body(stream):
    stream.sendall(OK + b"content-length: 1000000\r\n\r\n")
    while True:
        stream.sendall(b".")
        time.sleep(5)


def slow_head(stream):
    stream.sendall(OK + b"x: ")
    while True:
        stream.sendall(b".")
        time.sleep(5)
