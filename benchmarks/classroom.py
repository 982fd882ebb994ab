"""What a class needs of one machine: several learners at once, each with a lab and a kernel.

Each learner is what a learner is: `memorykinds lab` in a folder of their own, and a lesson run in it
from top to bottom, all of them at the same moment. Memory is PSS, in which a page that n processes
share counts as 1/n in each, so that the sum is what the machine really has to have; RSS counts it
n times. Browsers are not in it: they run on the learners' own machines. Linux only.

    python benchmarks/classroom.py [--learners 1 3 6] [--lessons 01 07] [--cold]

"--cold" drops this environment's files from the page cache first, as after a restart.
"""

import argparse
import json
import os
import secrets
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, sleep
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import psutil
from jupyter_client import BlockingKernelClient

PATIENCE = 300  # seconds for anything: many learners at once are slow on two cores
MIB = 2**20
_open = build_opener(ProxyHandler({})).open  # a proxy of the environment would catch 127.0.0.1


def main() -> None:
    """Measure and print one row for each number of learners."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--learners", type=int, nargs="*", default=[1, 3, 6])
    parser.add_argument("--lessons", nargs="*", default=["01", "07"], help="each in its own kernel")
    parser.add_argument("--cold", action="store_true", help="as after a restart of the machine")
    asked = parser.parse_args()
    print(f"{os.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {_disk()}")
    print("| " + " | ".join(HEAD) + " |\n|" + "--:|" * len(HEAD))
    for number in asked.learners:
        if asked.cold:
            _forget_files()
        print("| " + " | ".join(_measured(number, asked.lessons)) + " |", flush=True)


HEAD = (
    *("learners", "lab answers, s", "kernel ready, s", "lessons run, s", "CPU, s"),
    *("lab command, MiB", "lab server, MiB", "each kernel, MiB", "all, PSS MiB", "all, RSS MiB"),
    "less available, MiB",
)


def _measured(number: int, lessons: list[str]) -> list[str]:
    free = psutil.virtual_memory().available
    with ExitStack() as stack, ThreadPoolExecutor(number) as pool:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        class_ = [Learner(folder / f"learner-{n}", port) for n, port in enumerate(_ports(number))]
        list(pool.map(Learner.prepare, class_))
        for learner in class_:
            stack.enter_context(learner.lab())
        list(pool.map(Learner.wait_for_lab, class_))
        list(pool.map(lambda one: [one.work_through(lesson) for lesson in lessons], class_))
        sleep(2)  # until what was only needed to start has been given back
        taken = [learner.processes() for learner in class_]
        less = free - psutil.virtual_memory().available
        worst = [
            max(getattr(one, what) for one in class_) for what in ("answers", "ready", "lessons")
        ]
        every = [process for processes in taken for process in processes]
        parts = [_mean([p.pss for p in every if p.role == role]) for role in ROLES]
        return [
            str(number),
            *(f"{seconds:.1f}" for seconds in worst),
            f"{sum(p.cpu for p in every) / number:.1f}",
            *(f"{amount / MIB:.0f}" for amount in parts),
            f"{sum(p.pss for p in every) / MIB:.0f}",
            f"{sum(p.rss for p in every) / MIB:.0f}",
            f"{less / MIB:.0f}",
        ]


ROLES = ("command", "server", "kernel")


@dataclass(frozen=True)
class Taken:
    """What one process takes: bytes, and seconds of processor time so far."""

    role: str
    pss: int
    rss: int
    cpu: float


@dataclass
class Learner:
    """A learner with a folder, a lab and kernels; times are seconds, the slowest of each."""

    folder: Path
    port: int
    answers: float = 0.0
    ready: float = 0.0
    lessons: float = 0.0
    token: str = field(default_factory=lambda: secrets.token_hex(16))

    def prepare(self) -> None:
        """Copy the lessons, as on the day before."""
        command = (sys.executable, "-m", "memorykinds", "lab", self.folder, "--copy-only")
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 -- our own

    @contextmanager
    def lab(self) -> Iterator[None]:
        """Run `memorykinds lab` while the context lasts."""
        command = [sys.executable, "-m", "memorykinds", "lab", str(self.folder), "--no-browser"]
        options = [f"--port={self.port}", "--ServerApp.port_retries=0", "--allow-root"]
        options.append(f"--IdentityProvider.token={self.token}")
        self.runtime = self.folder / ".runtime"
        self.started = perf_counter()
        self.process = subprocess.Popen(  # noqa: S603 -- our own
            [*command, *options],
            env=os.environ | {"JUPYTER_RUNTIME_DIR": str(self.runtime)},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield
        finally:
            self.process.terminate()
            self.process.wait(PATIENCE)

    def wait_for_lab(self) -> None:
        """Wait until the server answers."""
        while True:
            try:
                self._ask("status")
                break
            except OSError:
                if self.process.poll() is not None or perf_counter() - self.started > PATIENCE:
                    raise
                sleep(0.05)
        self.answers = perf_counter() - self.started

    def work_through(self, lesson: str) -> None:
        """Open a lesson as Lab does, and run its cells."""
        (path,) = self.folder.glob(f"{lesson}_*.ipynb")
        began = perf_counter()
        session = {"path": path.name, "name": "", "type": "notebook", "kernel": {"name": "python3"}}
        kernel = self._ask("sessions", session)["kernel"]["id"]
        client = BlockingKernelClient(connection_file=str(self.runtime / f"kernel-{kernel}.json"))
        client.load_connection_file()
        client.start_channels()
        _wait_for(client)
        self.ready = max(self.ready, perf_counter() - began)
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            if cell["cell_type"] == "code":
                _run(client, "".join(cell["source"]))
        client.stop_channels()
        self.lessons += perf_counter() - began - self.ready

    def processes(self) -> list[Taken]:
        """Return what each process of this learner takes now."""
        own = psutil.Process(self.process.pid)
        return [_taken(one) for one in (own, *own.children(recursive=True))]

    def _ask(self, what: str, body: dict[str, Any] | None = None) -> Any:
        headers = {"Authorization": f"token {self.token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        url = f"http://127.0.0.1:{self.port}/api/{what}"
        with _open(Request(url, data, headers), timeout=PATIENCE) as answer:
            return json.load(answer)


def _wait_for(client: BlockingKernelClient) -> None:
    until = perf_counter() + PATIENCE
    while True:
        try:
            return client.wait_for_ready(PATIENCE)
        except RuntimeError:  # no heartbeat: a busy machine, or the server starts it once more
            if perf_counter() > until:
                raise


def _run(client: BlockingKernelClient, code: str) -> None:
    reply = client.execute_interactive(code, timeout=PATIENCE, output_hook=lambda _: None)
    if reply["content"]["status"] != "ok":
        raise RuntimeError(f"{reply['content'].get('evalue')} in\n{code}")


def _taken(process: psutil.Process) -> Taken:
    words = " ".join(process.cmdline())
    role = next((r for r, in_it in _ROLE_WORDS.items() if in_it in words), "command")
    memory, times = process.memory_full_info(), process.cpu_times()
    cpu = times.user + times.system
    return Taken(role, memory.pss, memory.rss, cpu)


_ROLE_WORDS = {"kernel": "ipykernel_launcher", "server": "jupyterlab"}


def _mean(amounts: list[int]) -> float:
    return sum(amounts) / len(amounts)


def _ports(number: int) -> Iterator[int]:
    """Give so many free ports, from below those that a system hands to kernels as it likes."""
    for port in range(20_000, 30_000):
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            yield port
            number -= 1
        if not number:
            return


def _disk() -> str:
    sizes = {path: path.stat().st_size for path in _environment() if not path.is_symlink()}
    return f"{sum(sizes.values()) / MIB:,.0f} MiB of files in {len(sizes):,} in this environment"


def _environment() -> Iterator[Path]:
    return (path for path in Path(sys.prefix).rglob("*") if path.is_file())


def _forget_files() -> None:
    """Drop this environment's files from the page cache, but those that are in use."""
    os.sync()
    for path in _environment():
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


if __name__ == "__main__":
    main()
