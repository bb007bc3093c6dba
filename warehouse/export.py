"""[I/O] A whole snapshot as Parquet with its data dictionary, in one ZIP: created once, stored with the snapshot."""

import fcntl
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import duckdb

from warehouse.dictionary import PATH as DICTIONARY
from warehouse.publish import Snapshot, kept
from warehouse.schema import tables
from warehouse.sql_names import TABLES

_README = """Nianbao 年报 — {snapshot}

One Parquet file a table; data-dictionary.md explains every table and column in Chinese and English.
每张表一个 Parquet 文件；各表各列的含义见 data-dictionary.md。

Figures are as the agencies printed them. A blank is not 0: value is set only where state is printed or recovered.
数字照原文录入；空白不是 0，只有 state 为 printed 或 recovered 时 value 才有值。

Cite as / 引用: Nianbao 年报, snapshot {snapshot}.
"""
_MADE_UP = """
MADE UP, NOT REAL: {reports} of the reports were written by a program; every sentence and figure in them is invented.
虚构数据，不可当真：其中 {reports} 份年报由程序生成，文字和数字全部虚构。
"""


def whole(folder: Path, snapshot: Snapshot) -> Path:
    """Return the path of a snapshot's ZIP, creating it if needed and then deleting ZIPs of removed snapshots.

    Raises OSError if the export fails.
    """
    exports = folder / "exports"
    exports.mkdir(parents=True, exist_ok=True)
    path = exports / f"nianbao-{snapshot.id}.zip"
    with (exports / ".lock").open("w") as lock:  # one process creates it, the others wait
        fcntl.flock(lock, fcntl.LOCK_EX)
        _make(folder, exports, snapshot, path)
    return path


def _make(folder: Path, exports: Path, snapshot: Snapshot, path: Path) -> None:
    if not path.is_file():
        for left in exports.glob("tmp*"):
            shutil.rmtree(left, ignore_errors=True)
        # In a separate process: DuckDB in the server has no access to files.
        done = subprocess.run(
            [sys.executable, "-m", "warehouse.export", str(snapshot.path), snapshot.id, str(path)],
            capture_output=True, cwd=Path(__file__).parents[1], check=False,
        )  # fmt: skip
        if done.returncode:
            raise OSError(done.stderr.decode(errors="replace").strip().rpartition("\n")[2])
        current = {f"nianbao-{each}.zip" for each in kept(folder)} | {path.name}
        for old in exports.glob("nianbao-*.zip"):
            if old.name not in current:
                old.unlink(missing_ok=True)


def write(database: str, snapshot: str, path: Path) -> None:
    """Write the ZIP to a temporary file and rename it atomically; safe to run concurrently."""
    with tempfile.TemporaryDirectory(dir=path.parent) as scratch:
        aside = Path(scratch) / path.name
        with (
            duckdb.connect(database, read_only=True) as con,
            zipfile.ZipFile(aside, "w", zipfile.ZIP_STORED) as archive,
        ):
            con.execute("SET memory_limit = '1GB'")
            for name in TABLES:
                assert name in tables()
                piece = Path(scratch) / f"{name}.parquet"
                con.execute(f"COPY (SELECT * FROM {name}) TO '{piece}' (FORMAT parquet, COMPRESSION zstd)")
                archive.write(piece, piece.name)
                piece.unlink()
            archive.write(DICTIONARY, "data-dictionary.md", zipfile.ZIP_DEFLATED)
            ((invented,),) = con.execute("SELECT made_up FROM snapshot").fetchall()
            told = _README.format(snapshot=snapshot) + (_MADE_UP.format(reports=invented) if invented else "")
            archive.writestr("README.txt", told)
        aside.replace(path)


if __name__ == "__main__":
    write(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
