"""python -m bench made-up COUNT FOLDER: write made-up reports as documents, in several layouts.
python -m bench made-up COUNT --show: build a warehouse of them in a folder of its own, and open the dashboard on it.

Every document says that it is made up, and so does whatever is built from it.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from bench.made_up.drafts import drafts
from bench.made_up.layouts import MIXED, document
from bench.made_up.warehouse import publish

ROOT = Path(__file__).parents[2]
_SHOWN = ROOT / "data" / "made-up"


def main() -> None:
    parser = argparse.ArgumentParser(
        "bench made-up", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("count", nargs="?", type=int, default=20_000, help="reports (20,000)")
    parser.add_argument("folder", nargs="?", type=Path, help="where the documents are written")
    parser.add_argument(
        "--show", action="store_true", help=f"show them in the dashboard, from {_SHOWN.relative_to(ROOT)}"
    )
    parser.add_argument("--port", type=int, default=8501)
    options = parser.parse_args()
    if options.show:
        print(f"making {options.count:,} reports …", flush=True)
        publish(_SHOWN, options.count)
        show(_SHOWN, options.port)
    elif options.folder is not None:
        print(f"{write(options.folder, options.count):,} reports written to {options.folder}")
    else:
        parser.error("name a folder for the documents, or --show")


def write(folder: Path, count: int) -> int:
    """Write documents under a folder; returns how many."""
    written = 0
    for draft in drafts(count):
        name, data = document(draft, MIXED)
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        written += 1
    return written


def show(warehouse: Path, port: int) -> None:
    """Open the dashboard on a warehouse, until it is stopped."""
    environment = {**os.environ, "NIANBAO_WAREHOUSE": str(warehouse)}
    subprocess.run(
        [sys.executable, "-m", "streamlit", "run", "app.py", "--server.port", str(port)],
        cwd=ROOT,
        env=environment,
        check=False,
    )


if __name__ == "__main__":
    main()
