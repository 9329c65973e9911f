"""`make bench`: how fast the machine is, stage by stage, beside a yardstick in the same run.

Times are processor seconds of one core (the machines of this work are shared), unless a line says otherwise. Memory
and start-up are those of whole processes. `--quick` leaves out the largest runs.
"""

from __future__ import annotations

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from typing import Any

import numpy as np

FAMILIES = 4096


def seconds(work: Callable[[], Any], times: int = 3) -> tuple[float, Any]:
    """The shortest processor time of some runs, and what the last one gave."""
    found, out = [], None
    for _ in range(times):
        start = time.process_time()
        out = work()
        found.append(time.process_time() - start)
    return min(found), out


def line(what: str, figure: str, note: str = "") -> None:
    """One row of the report."""
    print(f"{what:<44} {figure:>22}  {note}", flush=True)


def simulation() -> Any:
    """Entries a second, the fixed cost of a step, families and persons a second."""
    import care_pathways
    from synth import world
    from synth.pathway.engines.columnar import Engine
    from synth.settings import Settings
    from synth.simulate import simulate
    from tests.benchmarks import kinds_of_work, steps

    settings, library = Settings(), care_pathways.library()
    simulate(np.arange(64), settings, library)
    world.count_persons(0, 4096, settings)
    took, counted = seconds(lambda: world.count_persons(0, 131_072, settings))
    line("families counted", f"{131_072 / took:,.0f} a second", f"{int(counted.sum()) / took:,.0f} persons a second")
    took, people = seconds(lambda: world.build(np.arange(16_384), settings), 2)
    line("world built", f"{len(people) / took:,.0f} persons a second")
    took, batch = seconds(lambda: simulate(np.arange(FAMILIES), settings, library), 2)
    entries = sum(len(table) for table in batch.record.values())
    line("entries simulated", f"{entries / took:,.0f} a second", f"{entries:,} entries of {FAMILIES:,} families")
    for kind, share in kinds_of_work.shares(lambda: simulate(np.arange(FAMILIES), settings, library)):
        line(f"of that: {kind}", f"{share:.0%}", "by a profile")
    one = world.build(np.arange(1), settings)

    def alone() -> int:
        engine = Engine(library, one, settings)
        engine.run()
        return engine.steps_called

    took, calls = seconds(alone)
    line("fixed cost of a step", f"{took / max(calls, 1) * 1e6:,.0f} microseconds", f"{calls} calls for one family")
    median, most, longest = steps.told(steps.milliseconds(library))
    line(
        f"a step of {steps.ROWS} episodes, median",
        f"{median:.3f} ms",
        f"nine in ten below {most:.3f}; longest {longest}",
    )
    return batch


def rendering(batch: Any) -> None:
    """Resources a second to NDJSON, CDA documents and messages a second, and the yardstick."""
    from output import fhir
    from synth import keys
    from synth.scale.blocks import blocks_of
    from synth.scale.pool import together_for
    from tests.benchmarks import documents, messages, yardstick

    blocks = [part for _, part in blocks_of(batch, np.unique(batch.families // keys.BLOCK).tolist())][:8]
    fhir.render(blocks[0])

    def render() -> list[Any]:
        return [fhir.render(block) for block in blocks]

    took, rendered = seconds(render)
    number = sum(len(r.data) for block in rendered for r in block.values())
    size = sum(r.data.nbytes - 8 * (len(r.data) + 1) for block in rendered for r in block.values())
    line(
        "FHIR rendered",
        f"{number / took:,.0f} resources/s",
        f"{size / number:,.0f} bytes each, {size / took / 1e6:,.0f} MB/s",
    )
    spent = written = 0.0
    for kind in yardstick.BUILDERS:
        m = yardstick.measure(blocks[0], kind)
        size = len(rendered[0][kind].data) / m["yardstick resources/s"] * m["yardstick MB/s"]
        spent, written = spent + size / m["yardstick MB/s"], written + size
        ratio = m["template MB/s"] / m["yardstick MB/s"]
        line(f"{kind}, templates", f"{m['template resources/s']:,.0f} resources/s", f"{m['template MB/s']:,.0f} MB/s")
        line(f"{kind}, dicts through orjson (yardstick)", f"{m['yardstick resources/s']:,.0f} resources/s",
             f"{m['yardstick MB/s']:,.0f} MB/s: templates write {ratio:.1f} times as much")  # fmt: skip
    line("yardstick, these types together", f"{written / spent:,.0f} MB/s", "to be met by the whole run")
    together = keys.BLOCK * together_for(batch.settings)
    for each in documents.told(documents.cost(batch), documents.share(together)):
        line(*each)
    for each in messages.told(batch):
        line(*each)


def end_to_end(patients: int, workers: int = 1) -> tuple[float, float, float]:
    """A whole run into nothing: resources a second of wall clock, peak memory of its largest process (MB), MB/s."""
    command = [sys.executable, "-m", "synth", "generate", "--patients", str(patients), "--format", "ndjson", "--out", "null:",
               "--workers", str(workers)]  # fmt: skip
    start = time.perf_counter()
    pid = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    out, _ = pid.communicate()
    wall = time.perf_counter() - start
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    words = [w for w in out.splitlines() if "FHIR resources" in w]
    resources = int(words[0].split()[0].replace(",", "")) if words else 0
    megabytes = next(float(line.split()[0].replace(",", "")) for line in out.splitlines() if " MB " in line)
    return resources / wall, used.ru_maxrss / 1024, megabytes / wall


def memory(sizes: list[int]) -> None:
    """Peak memory and speed of whole runs, each in a process of its own so that peaks do not mix."""
    for patients in sizes:
        probe = f"from tests.benchmarks.__main__ import end_to_end; print(*end_to_end({patients}))"
        out = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True).stdout.split()
        line(
            f"{patients:,} patients, one worker, to null:",
            f"{float(out[0]):,.0f} resources/s",
            f"{float(out[2]):,.0f} MB/s, peak {float(out[1]):,.0f} MB (wall clock)",
        )


SPIN = "import numpy as np; a = np.arange(200_000); [np.sort(a ^ k) for k in range(150)]; sum(k % 7 for k in range(6_000_000))"


def ceiling() -> float:
    """How many times as much two processes do as one, of work that shares nothing: what this machine has to give now."""

    def wall(many: int) -> float:
        start = time.perf_counter()
        for each in [subprocess.Popen([sys.executable, "-c", SPIN]) for _ in range(many)]:
            each.wait()
        return time.perf_counter() - start

    return statistics.median(2 * wall(1) / wall(2) for _ in range(5))


def workers() -> None:
    """Two workers against one, where starting and what is fixed in a batch counts, and where it does not.

    Beside them what two processes of this machine could do at best, in the same minutes.
    """
    for patients in (8_000, 60_000):
        one, two = end_to_end(patients, 1)[0], end_to_end(patients, 2)[0]
        note = f"of {ceiling():.2f} that two processes which share nothing reach here, {os.cpu_count()} processors (wall clock)"
        line(f"two workers against one, {patients:,} patients", f"{two / one:.2f} times", note)


def processor_time(command: list[str], times: int = 5) -> float:
    """The processor time of a process with its children, the median of some runs after one that fills the cache.

    RUN in the command becomes the number of the run.
    """
    found = []
    for run in range(times + 1):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        words = [word.replace("RUN", str(run)) for word in command]
        subprocess.run([sys.executable, *words], capture_output=True, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        found += [after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime] if run else []
    return statistics.median(found)


WORKER = """
import pyarrow
from synth.scale import work
work.prepare_worker()
pyarrow.array([0])
work.library()
"""


def start_up() -> None:
    """How long `synth --help` takes, a library, a worker until it may begin, and ten patients to disk."""
    times = []
    for _ in range(7):
        start = time.perf_counter()
        subprocess.run([sys.executable, "-m", "synth", "--help"], capture_output=True, check=True)
        times.append(time.perf_counter() - start)
    line("synth --help", f"{statistics.median(times):.2f} s", "median of 7 (wall clock)")
    library = ["-c", "import care_pathways; care_pathways.library()"]
    line("the compiled library loaded", f"{processor_time(library):.2f} s", "numpy's import included")
    line("a worker until it may begin", f"{processor_time(['-c', WORKER]):.2f} s")
    with tempfile.TemporaryDirectory() as folder:
        ten = ["-m", "synth", "generate", "--patients", "10", "--format", "bundles,ndjson,cda,csv,parquet",
               "--out", f"{folder}/RUN"]  # fmt: skip
        line("ten patients to disk, all formats", f"{processor_time(ten):.2f} s")


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the run of 100,000 patients")
    quick = parser.parse_args().quick
    batch = simulation()
    rendering(batch)
    start_up()
    memory([1_000, 10_000] if quick else [1_000, 10_000, 100_000])
    workers()


if __name__ == "__main__":
    main()
