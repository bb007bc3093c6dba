"""[I/O] Chunks of files read on a Ray cluster: the same readers within the same bounds, on other machines.

Each chunk is one task: the bytes of its files go there (those in object storage are fetched there), a reader on that
machine reads them as it would here, and the shard comes back. Of a machine that dies only its chunks are read again.
"""

import shutil
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ingest.report import Rejected
from ingest.store.bounds import Bounds
from ingest.store.buckets import address_of
from ingest.store.chunk import Job, Parsed
from ingest.store.files import Found, content
from ingest.store.ledger import parser_version
from ingest.store.store_error import StoreError
from ingest.store.workers import read_chunks

_ROOT = Path(__file__).parents[2]
_CODE = ("forms", "ingest", "data/reference")  # what reading needs of the project
_LARGEST = 64 * 2**20  # bytes of files in a task
_TRIES = 8  # of a task whose machine died
_AHEAD = 2  # tasks for each processor: one under way, one waiting beside it

Sent = tuple[Found, bytes | None]  # a file and its bytes; None: to be fetched where it is read
Answer = tuple[list[Parsed], dict[str, bytes]]  # what was read, and the files of its shards by name


def read_on_cluster(
    chunks: Sequence[list[Found]], job: Job, address: str, under_way: Callable[[int], None]
) -> Iterator[Parsed]:
    """Read all chunks on the cluster at an address (ray://HOST:10001); raises StoreError.

    The shards are written to `job.folder` here. `under_way` hears now and then that all is well.
    """
    ray = _connected(address)
    try:
        task = ray.remote(num_cpus=1, max_retries=_TRIES)(read_sent)
        waiting = _within(chunks, _LARGEST)
        most = max(2, _AHEAD * int(ray.cluster_resources().get("CPU", 1)))
        running: set[Any] = set()
        left = True
        while left or running:
            while left and len(running) < most:
                files = next(waiting, None)
                if files is None:
                    left = False
                    break
                unread, sent = _sent(files)
                if unread.unread:
                    yield unread
                if sent:
                    running.add(task.remote(sent, job.parser, job.bounds))
            done, _ = ray.wait(list(running), timeout=0.2) if running else ([], None)
            under_way(0)
            for each in done:
                running.discard(each)
                yield from _written(job.folder, *_answer(ray, each))
    finally:
        ray.shutdown()


def _connected(address: str) -> Any:
    try:
        import ray
    except ImportError:
        raise StoreError(
            "reading on a cluster needs Ray: .venv/bin/pip install -r requirements-ray.txt, here and on its machines"
        ) from None
    with TemporaryDirectory() as folder:
        for name in _CODE:
            shutil.copytree(_ROOT / name, Path(folder) / name, ignore=shutil.ignore_patterns("__pycache__"))
        warnings.simplefilter("ignore")  # what goes wrong is said in one line
        try:
            ray.init(address, runtime_env={"working_dir": folder}, log_to_driver=False, logging_level="ERROR")
        except Exception as error:  # noqa: BLE001 — whatever Ray raises of a cluster that it cannot reach
            raise StoreError(f"cannot reach the cluster at {address}: {str(error).splitlines()[0][:200]}") from None
    return ray


def _within(chunks: Sequence[list[Found]], most: int) -> Iterator[list[Found]]:
    """The chunks, those of large files in pieces of up to `most` bytes."""
    for chunk in chunks:
        piece: list[Found] = []
        size = 0
        for file in chunk:
            if piece and size + file.mark[0] > most:
                yield piece
                piece, size = [], 0
            piece.append(file)
            size += file.mark[0]
        yield piece


def _sent(files: list[Found]) -> tuple[Parsed, list[Sent]]:
    """What is sent of some files, and those that cannot be read here."""
    unread, sent = Parsed(), list[Sent]()
    for file in files:
        data = None if address_of(file.path) else content(file)
        if isinstance(data, Rejected):
            unread.unread[file.path] = data
        else:
            sent.append((file, data))
    return unread, sent


def _answer(ray: Any, task: Any) -> Answer:
    try:
        answer: Answer = ray.get(task)
    except Exception as error:  # noqa: BLE001 — whatever Ray makes of what went wrong over there
        cause = getattr(error, "cause", None) or error
        raise StoreError(f"reading on the cluster failed: {(str(cause).splitlines() or [''])[-1][:300]}") from None
    return answer


def _written(folder: Path, read: list[Parsed], files: dict[str, bytes]) -> Iterator[Parsed]:
    """Write the files of shards aside and move them into place, as a reader here does."""
    try:
        for name, data in files.items():
            aside = folder / f"{name}.part"
            aside.write_bytes(data)
            aside.replace(folder / name)
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {error.strerror or error}") from None
    yield from read


# -- on the cluster ---


def read_sent(sent: Sequence[Sent], parser: str, bounds: Bounds) -> Answer:
    """Read some files with a reader of this machine; raises StoreError if the project here is not the one there."""
    if parser_version() != parser:
        raise StoreError(
            "the libraries on the cluster are other than here; install the same requirements on all machines"
        )
    with TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        store.mkdir()
        own: dict[str, str] = {}
        files: list[Found] = []
        for number, (file, data) in enumerate(sent):
            if data is not None:
                path = Path(folder) / str(number)
                path.write_bytes(data)
                own[str(path)] = file.path
                file = replace(file, path=str(path), is_link=False)
            files.append(file)
        job = Job(store, parser, frozenset(), bounds)
        read = [_under_own_names(each, own) for each in read_chunks([files], job, 1)]
        return read, {path.name: path.read_bytes() for path in sorted(store.iterdir())}


def _under_own_names(read: Parsed, own: dict[str, str]) -> Parsed:
    """What was read, with the paths that files have where they came from."""
    return replace(
        read,
        seen=[(own.get(path, path), mark, sha256) for path, mark, sha256 in read.seen],
        unread={own.get(path, path): why for path, why in read.unread.items()},
        racy={own.get(path, path) for path in read.racy},
    )
