"""Thousands of connections that hardly speak, senders of slow bodies, and readers that do not read: who asks as usual must not notice."""

import asyncio
import concurrent.futures
import json
import pathlib
import resource
import socket
import time

from stage import TEXT_TO_AUDIO, Server, built

TITLE = "Slow clients are harmless"
HEAD = b"GET /api/live HTTP/1.1\r\nhost: x\r\nx-slow: "


def run(trial):
    raise_descriptors()
    with Server(built() / "wildtrack", "--slots", "0", "--account-slots", "100000") as server:
        asyncio.run(crowded(trial, server))


def raise_descriptors():
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))


async def crowded(trial, server):
    host, port = server.base.removeprefix("http://").split(":")
    task = server.call("POST", TEXT_TO_AUDIO, {"prompt": "rain", "duration": 3})["task_id"]
    poll = (f"GET {TEXT_TO_AUDIO}/{task} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {server.account['api_key']}\r\n\r\n").encode()
    seconds = trial.size(4, 20)
    # In a process of their own, begun before the crowd: what they measure is the server, not this program.
    asking = concurrent.futures.ProcessPoolExecutor(1)
    loop = asyncio.get_running_loop()
    quiet = await loop.run_in_executor(asking, polled, host, port, poll, seconds)
    descriptors_before = descriptors(server)
    slow = trial.size(500, 5000)
    crowd = [asyncio.create_task(trickle(host, port, HEAD, number)) for number in range(slow)]
    post = f"POST {TEXT_TO_AUDIO} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {server.account['api_key']}\r\ncontent-length: 60000\r\n\r\n".encode()
    crowd += [asyncio.create_task(trickle(host, port, post, number)) for number in range(slow // 10)]
    crowd += [asyncio.create_task(deaf(host, port)) for number in range(slow // 10)]
    await asyncio.sleep(trial.size(1, 5))
    trial.figure("slow connections at a time", descriptors(server) - descriptors_before)
    crowded = await loop.run_in_executor(asking, polled, host, port, poll, seconds)
    asking.shutdown()
    trial.figure("polls in quiet: p50, p99 in ms", [at(quiet, 0.5), at(quiet, 0.99)])
    trial.figure(f"polls beside {len(crowd)} slow clients: p50, p99 in ms", [at(crowded, 0.5), at(crowded, 0.99)])
    trial.figure("MB of the server at most", peak_mb(server))
    trial.check(at(crowded, 0.99) < max(2 * at(quiet, 0.99), 10), f"p99 grew from {at(quiet, 0.99)} to {at(crowded, 0.99)} ms")
    if not trial.is_short:
        lived = await asyncio.gather(*crowd)
        heads, bodies = sorted(lived[:slow]), sorted(lived[slow:slow + slow // 10])
        trial.figure("heads were cut off after s: first, last", [round(heads[0], 1), round(heads[-1], 1)])
        trial.figure("bodies were cut off after s: first, last", [round(bodies[0], 1), round(bodies[-1], 1)])
        trial.check(heads[-1] < 35 and bodies[-1] < 35, "a slow client was not cut off by its deadline")
        left = descriptors(server) - descriptors_before
        trial.figure("descriptors more than before, afterwards", left)
        trial.check(left < 20, f"{left} descriptors are left open")
    for task in crowd:
        task.cancel()
    await asyncio.gather(*crowd, return_exceptions=True)


async def trickle(host, port, begin, number):
    """One byte every ten seconds, until the other side hangs up; how long that took."""
    await asyncio.sleep(number / 2000)
    began = time.monotonic()
    try:
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(begin)
        gone = asyncio.create_task(reader.read())
        while not gone.done() and time.monotonic() - began < 60:
            await asyncio.wait([gone], timeout=10)
            if not gone.done():
                writer.write(b".")
        gone.cancel()
        writer.close()
    except OSError:
        pass
    return time.monotonic() - began


async def deaf(host, port):
    """Asks eight times for the whole document, through a narrow window, and reads nothing. Asking without end would be a flood, not slowness."""
    began = time.monotonic()
    door = socket.socket()
    door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    door.setblocking(False)
    try:
        await asyncio.get_running_loop().sock_connect(door, (host, int(port)))
        await asyncio.get_running_loop().sock_sendall(door, 8 * b"GET /api/openapi.json HTTP/1.1\r\nhost: x\r\n\r\n")
        await asyncio.sleep(45)
    except OSError:
        pass
    door.close()
    return time.monotonic() - began


def polled(host, port, request, seconds):
    return asyncio.run(polls(host, port, request, seconds))


async def polls(host, port, request, seconds):
    """Times in ms of polls on eight connections."""
    until, times = time.monotonic() + seconds, []

    async def ask():
        reader, writer = await asyncio.open_connection(host, int(port))
        while time.monotonic() < until:
            began = time.perf_counter()
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(int(line.split(b":")[1]) for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
            body = json.loads(await reader.readexactly(length))
            assert body["code"] == 0, body
            times.append(1000 * (time.perf_counter() - began))
            await asyncio.sleep(0.02)
        writer.close()

    await asyncio.gather(*(ask() for _ in range(8)))
    return sorted(times)


def at(times, part):
    return round(times[min(len(times) - 1, int(part * len(times)))], 2)


def descriptors(server):
    return sum(1 for _ in pathlib.Path(f"/proc/{server.process.pid}/fd").iterdir())


def peak_mb(server):
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return round(int(status.split("VmHWM:")[1].split()[0]) / 1000)
