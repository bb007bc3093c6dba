"""A layout that was met before is read as it would be afresh, whatever its numbers are and whatever is told around it."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest

from bench.fidelity.filled import fill, fill_at_random
from bench.fidelity.layouts import TEXT_LAYOUTS, make_text
from bench.fidelity.markup import MARKUP_LAYOUTS, make_markup
from bench.fidelity.mutate import KINDS, make_mutated
from forms import edition_of_year
from ingest.cells.edition import edition_of
from ingest.cells.labels import labels
from ingest.identify import identify
from ingest.parse import passes
from ingest.parse.known_layouts import KnownLayouts, _by, _masked, _says_nothing, key_of, layout_of
from ingest.read import Unreadable, read
from ingest.read.document import Document, Row

# Sentences that a report may print around its tables; some speak of what the tables count.
SENTENCES = (
    "2023年，本机关共收到政府信息公开申请12件，均已按期办结，其中予以公开8件，不予公开4件。",
    "全年未发生因政府信息公开被申请行政复议、提起行政诉讼的情况，结果纠正0件，其他结果0件，总计0件。",
    "某市人力资源和社会保障局2023年政府信息公开工作年度报告（网络公开版）",
    "总计其他法律服务机构社会公益组织科研机构商业企业法人或其他组织自然人申请人情况",
    "尚未审结其他结果结果纠正结果维持总计未经复议直接起诉复议后起诉行政复议",
    "处罚决定数量公开数量本年制作数量废止件数对外公开总数量单位万元",
    "行政诉讼、行政复议情况如下表所列，表中各栏目的含义与上一年度报告相同",
    "三、收到和处理政府信息公开申请情况（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）",
    "（一）主动公开。通过门户网站公开信息1234条，其中规章3件、行政规范性文件5件、行政许可67件；",
)


def of(data: bytes) -> tuple[Document, int] | None:
    try:
        document = read(data)
    except Unreadable:
        return None
    return document, edition_of(document)[0] or edition_of_year(identify(document.lines).year)


def numbers(chance: Random, cells: list[str]) -> list[str]:
    """Other numbers for a row: such as a parser may take for something else."""
    at = [n for n, cell in enumerate(cells) if _masked(cell).startswith("\0")]
    drawn = {
        0: lambda n: 0, 1: lambda n: 1, 2: lambda n: n, 3: lambda n: chance.choice((0, 0, 0, 1, 2, 12, 1234, 99999999)),
        4: lambda n: len(at) - n, 5: lambda n: chance.choice((3, 3, 3, 4)), 6: lambda n: 1000 * n,
    }[chance.randrange(7)]  # fmt: skip
    values = [drawn(n) for n in range(len(at))]
    if values and chance.random() < 0.5:
        values[-1] = sum(values[:-1])
    made = list(cells)
    for n, value in zip(at, values, strict=True):
        masked = _masked(cells[n])
        sign, fraction = "-" if "-" in masked else "", f".{chance.randrange(1, 99)}" if "." in masked else ""
        made[n] = f"{sign}{value}{fraction}{masked.lstrip(chr(0) + '-.')}"
    return made


def siblings(document: Document, edition: int, chance: Random) -> Iterator[Document]:
    """The same layout with other numbers, and with other sentences where it has some that say nothing."""
    known = labels(edition)
    while True:
        rows: list[Row] = []
        for row in document.rows:
            if row.keeps_blanks:
                rows.append(replace(row, cells=numbers(chance, row.cells)))
            else:
                cells = [
                    chance.choice(SENTENCES) if _says_nothing(cell, known) and chance.random() < 0.7 else cell
                    for cell in row.cells
                ]
                rows.append(replace(row, cells=cells))
        yield replace(document, rows=rows)


def told_between(document: Document, chance: Random) -> Document:
    """The document with some lines of text more, each at a place of its own."""
    rows = list(document.rows)
    for _ in range(chance.randrange(4)):
        cells = [chance.choice(SENTENCES) for _ in range(chance.randrange(1, 3))]
        rows.insert(chance.randrange(len(rows) + 1), Row(cells, [chance.randrange(1, 99)] * len(cells), False))
    return replace(document, rows=rows)


def check(document: Document, edition: int, chance: Random, count: int) -> int:
    """Read a document and its siblings both ways; returns how many were read by their layout."""
    key = key_of(document, edition)
    layout = layout_of(document, edition, passes.parse_afresh) if key is not None else None
    if layout is None:
        return 0
    read_by_it = 0
    for _, other in zip(range(count), siblings(document, edition, chance), strict=False):
        if key_of(other, edition) == key:
            assert _by(layout, other, edition) == passes.parse_afresh(other, edition)
            read_by_it += 1
    return read_by_it


@pytest.mark.parametrize("edition", [2019, 2021])
@pytest.mark.parametrize("name", [*TEXT_LAYOUTS, *MARKUP_LAYOUTS])
def test_every_layout_is_read_as_it_would_be_afresh(name: str, edition: int) -> None:
    chance = Random(f"{name} {edition}")
    make = make_text if name in TEXT_LAYOUTS else make_markup
    found = of(make(fill(edition, edition, single_row=edition == 2019), name, 1).data)
    assert found is not None
    known = check(*found, chance, 8)
    for _ in range(6):
        check(told_between(found[0], chance), found[1], chance, 4)
    # Rows that keep their empty cells in tables of their own are known again.
    assert known > 0 or name not in ("tabs", "csv", "html_clean", "html_portal", "gb18030", "traditional"), name


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "flipped_bytes"])
def test_damaged_layouts_are_read_as_they_would_be_afresh(kind: str) -> None:
    chance = Random(kind)
    tried = 0
    for seed in range(16):
        made = make_mutated(kind, seed)
        found = of(made.data) if made is not None and made.suffix in ("txt", "md", "csv", "html") else None
        if found is not None:
            check(*found, chance, 3)
            check(told_between(found[0], chance), found[1], chance, 3)
            tried += 1
    assert tried


def test_what_is_learned_is_used_from_the_second_time_on() -> None:
    found = of(make_markup(fill(1, 2021), "html_clean", 1).data)
    assert found is not None
    layouts, again = KnownLayouts(), []
    chance = Random(1)
    for _ in range(4):
        document = replace(found[0], rows=[replace(row, cells=numbers(chance, row.cells)) for row in found[0].rows])
        again.append(layouts.read(document, found[1], passes.parse_afresh))
        assert again[-1] in (None, passes.parse_afresh(document, found[1]))
    assert [each is not None for each in again] == [False, True, True, True]


def test_nothing_is_learned_of_what_depends_on_numbers() -> None:
    """Of rows with too many cells those are read that add up: which these are must not be known from another document."""
    found = of(make_markup(fill(1, 2021), "html_clean", 1).data)
    assert found is not None
    document, edition = found
    row = next(row for row in document.rows if len(row.cells) > 7 and row.cells[-1].isdigit())
    row.cells.append("7")
    row.lines.append(row.lines[-1])
    row.cells[-3] = ""
    assert layout_of(document, edition, passes.parse_afresh) is None


def test_random_reports_are_read_as_they_would_be_afresh() -> None:
    chance = Random(5)
    for seed in range(40):
        make, name = chance.choice(
            [(make_text, each) for each in TEXT_LAYOUTS] + [(make_markup, each) for each in MARKUP_LAYOUTS]
        )
        found = of(make(fill_at_random(seed), name, seed).data)
        if found is not None:
            check(*found, chance, 4)
