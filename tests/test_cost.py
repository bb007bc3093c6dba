"""What a document costs is bounded by its size: time grows no faster than the document, and what is made to cost more is refused."""

import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from PIL import Image

from bench.faults import costly
from ingest.read import depth, read
from ingest.read.archive import members
from ingest.read.pdf_cost import check_cost
from ingest.read.picture_size import check_size
from ingest.read.scan import is_installed
from ingest.read.unreadable import Unreadable
from ingest.report import Rejected, report_of
from tests.conftest import ROOT

SHORT, LONG = 50_000, 200_000  # characters of markup, before it is packed
MOST = 11.0  # times the time for four times the document: 4 is linear, 16 quadratic
FLOOR = 0.7  # seconds; anything faster is fast enough, however it grows
SECONDS, MEGABYTES = 20, 800  # of processor time and of memory, for any document; text recognition is its own (below)
WITH_RECOGNITION = 45, 1100
KILLED = 40  # seconds
FILES = ROOT.parent / "shared" / "cases" / "hostile"

_MEASURED = """
import resource, sys, time
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
from ingest.report import report_of
data = Path(sys.argv[1]).read_bytes()
begin = time.process_time()
result = report_of(data)
status = Path("/proc/self/status").read_text()
print(getattr(result, "reason", "report"), time.process_time() - begin, int(status.split("VmHWM:")[1].split()[0]) / 1024)
"""
# Elsewhere nothing tells how much memory another process held at most.
pytestmark = pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="memory is measured as Linux tells it")


def measured(path: Path) -> tuple[str, float, float]:
    """The reason for which a file is refused (or `report`), its seconds and the megabytes of the process that read it."""
    command = [sys.executable, "-c", _MEASURED, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=KILLED, check=True)
    reason, seconds, megabytes = done.stdout.split()
    return reason, float(seconds), float(megabytes)


def cpu(data: bytes) -> float:
    begin = time.process_time()
    result = report_of(data)
    assert not (isinstance(result, Rejected) and result.reason == "crashed"), result
    return time.process_time() - begin


# Every second one of each format; `python -m bench faults` measures them all, and NIANBAO_WALK=all tests them.
_EACH = 1 if os.environ.get("NIANBAO_WALK") == "all" else 2
EVERYTHING = [(kind, name) for kind, fillers in costly.FORMATS.items() for name in list(fillers)[::_EACH]]


@pytest.mark.parametrize(("kind", "name"), EVERYTHING)
def test_time_grows_no_faster_than_the_document(kind: str, name: str) -> None:
    make = costly.FORMATS[kind][name]
    long = cpu(make(LONG))
    if long > FLOOR:
        short = cpu(make(SHORT))
        # Once more before it is believed: of two times, the first may be the machine's.
        assert long < MOST * short or cpu(make(LONG)) < MOST * cpu(make(SHORT)), (kind, name, short, long)


# Of every kind of cost one document at its worst, with the reasons for which it may be refused.
WORST: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "a line of blanks": (lambda: costly.TEXTS["blanks in front"](2_000_000), {"report", "no_tables"}),
    "much text": (lambda: costly.text("规章 1\n" * 4_000_000), {"too_much"}),
    "a million tags within each other": (lambda: costly.html("<div>" * 1_000_000), {"too_much"}),
    "a million lists within each other": (lambda: costly.html("<ul><li>" * 500_000), {"too_much"}),
    "two million tags": (lambda: costly.html("<p>" * 2_000_000), {"too_much"}),
    "a tag of many attributes": (lambda: costly.PAGES["attributes"](3_000_000), {"damaged"}),
    "what stands between the cells of a table": (
        lambda: costly.html("<table>" + f"<div>x</div>{' ' * 400}" * 9000), {"damaged"}
    ),
    "words before any number": (lambda: costly.TEXTS["heads"](2_900_000), {"no_tables"}),
    "formats in paragraphs": (lambda: costly.PAGES["bold of many kinds"](1_000_000), {"too_much"}),
    "text boxes": (lambda: costly.boxes(150), {"no_tables", "too_much"}),
    "a million elements": (lambda: costly.docx("<w:p/>" * 1_600_000), {"too_much"}),
    "nearly as many as are read": (lambda: costly.docx("<w:p/>" * 1_400_000), {"no_tables"}),
    "cells before a row": (lambda: costly.WORDS["grid before"](20_000_000), {"too_much"}),
    "attributes of elements": (lambda: costly.docx('<w:p a=""/>' * 700_000 + "".join(f'<w:p b{k}=""/>' for k in range(900_000))), {"too_much"}),
    "tables repeated": (lambda: costly.OPEN_DOCUMENTS["tables repeated"](0), {"too_much"}),
    "a sheet repeated": (lambda: costly.OPEN_DOCUMENTS["sheet repeated"](0), {"too_much"}),
    "rows as wide as a sheet": (lambda: costly.SHEETS["far rows"](4_000_000), {"too_much"}),
    "a long text in every row": (lambda: costly.SHEETS["a long text, often"](4_000_000), {"too_much"}),
    "small numbers": (lambda: costly.SHEETS["a small exponent"](2_000_000), {"not_a_report"}),
    "lines that cross": (lambda: costly.FIXED_LAYOUTS["paths crossing"](4_000_000), {"too_much"}),
    "drawings that draw each other": (lambda: costly.FIXED_LAYOUTS["drawings that draw each other"](0), {"too_much"}),
    "one page 120 times": (lambda: costly.FIXED_LAYOUTS["one page often"](800_000), {"too_much"}),
    "a form that draws itself": (lambda: costly.PRINTS["a form that draws itself"](0), {"too_much"}),
    "forms that draw each other": (lambda: costly.PRINTS["forms that draw each other"](0), {"too_much"}),
    "characters on 120 pages": (lambda: costly.PRINTS["characters on many pages"](250_000), {"too_much"}),
    "content that unpacks to much": (lambda: costly.pages(b"0 0 1 1 re f " * 4_000_000), {"too_much"}),
    "marks within each other": (lambda: costly.PRINTS["marked content"](2_000_000), {"too_much"}),
    "streams without end": (lambda: costly.PRINTS["signs of streams"](2_000_000), {"damaged"}),
    "members that overlap": (lambda: costly.ARCHIVES["overlapping"](20_000), {"damaged"}),
    "an archive of zeros": (lambda: costly.ARCHIVES["many of zeros"](0), {"too_deep"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WORST)
def test_the_worst_documents_are_bounded(name: str, tmp_path: Path) -> None:
    make, reasons = WORST[name]
    path = tmp_path / "worst"
    path.write_bytes(make())
    reason, seconds, megabytes = measured(path)
    assert reason in reasons, reason
    assert seconds < SECONDS and megabytes < MEGABYTES, (seconds, megabytes)


# Every kind of them is made by bench/faults/costly as well.
@pytest.mark.skipif(not FILES.is_dir(), reason="the collected files are in the folder ../shared, which is not here")
@pytest.mark.parametrize("path", sorted(FILES.glob("*.*[!d]")) if FILES.is_dir() else [], ids=lambda path: path.name)
def test_files_that_once_cost_much(path: Path) -> None:
    reason, seconds, megabytes = measured(path)
    assert reason not in ("crashed", "report")
    recognised = path.name.startswith(("p_img", "i_")) and is_installed()
    most, room = WITH_RECOGNITION if recognised else (SECONDS, MEGABYTES)
    assert seconds < most and megabytes < room, (seconds, megabytes)


# -- what is refused, and what is not ---


def reason_of(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data)
    return refused.value.reason


@pytest.mark.parametrize(
    "row",
    [
        "<p>规章", "<li>规章", "<dd>规章<dt>1", "<tr><td><div>规章<td><div><p>1", "<li><div><p>规章</div><a href='#'>1",
        "<tr><td><code a=1>规章<td><s>1", "<font color=red>规章", "<a href='#'><span>规章</span>", "<option>1", "<br>", "<img src=a>",
        "<p><small>规章", "<h3>规章", "<div><p>规章<p>1</div>", "<b>规章<i>1", "</div></td></p>规章", "<tr><th>规章<td><ul><li>1",
        "<table><tr><td>规章<td>1</table>", "<tbody><tr><td>1",
    ],
)  # fmt: skip
def test_bad_markup_of_honest_pages_does_not_nest(row: str) -> None:
    """Markup left open a hundred thousand times, of which the parser makes a flat tree."""
    body = row * (120_000 // len(row))
    depth.check_depth(f"<table>{body}" if row.startswith(("<tr", "<tbody")) else body, depth._FEW_TAGS + 1)


@pytest.mark.parametrize("tag", ["div", "ul", "center", "section", "x", "rt", "blockquote"])
def test_depth_is_counted_before_a_page_is_parsed(tag: str) -> None:
    assert reason_of(costly.html(f"<{tag}>" * 30_000)) == "too_much"
    assert read(costly.html((f"<{tag}>" * 20 + f"</{tag}>" * 20) * 2000)).lines


def test_each_text_box_is_read_once() -> None:
    document = read(costly.boxes(12))
    assert document.lines.count("1") == 1


def test_a_layout_table_in_a_layout_table_is_read_once() -> None:
    inner = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>规章</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl>"
    body = "<w:tbl><w:tr><w:tc>" * 60 + inner + "</w:tc></w:tr></w:tbl>" * 60
    assert sum("规章" in line for line in read(costly.docx(body)).lines) == 1


def test_a_small_cell_repeated_is_still_read() -> None:
    row = '<table:table-row table:number-rows-repeated="3"><table:table-cell><text:p>规章</text:p></table:table-cell></table:table-row>'
    assert read(costly.ods(row)).lines.count("规章") == 3


def test_a_form_drawn_on_each_page_is_read() -> None:
    form = costly.stream(
        b"BT /F 12 Tf 50 700 Td (12345) Tj ET",
        b"/Type/XObject/Subtype/Form/BBox[0 0 595 842]/Resources<</Font<</F 5 0 R>>>>",
    )
    data = costly.pages(b"/X Do", 3, b"/XObject<</X 6 0 R>>", more={6: form})
    assert read(data).lines == ["12345"] * 3


@pytest.mark.parametrize("resources", [b"/XObject 7 0 R", b"/XObject<</X#20Y 6 0 R/X 6 0 R>>"])
@pytest.mark.parametrize("subtype", [b"/Form", b"8 0 R"])
def test_a_form_that_draws_itself_does_not_hide(resources: bytes, subtype: bytes) -> None:
    own = b"/Type/XObject/Subtype %s/Resources<<%s>>" % (subtype, resources)
    data = costly.pages(
        b"/X%c\nDo", resources=resources,
        more={6: costly.stream(b"/X Do /X Do", own), 7: b"<</X 6 0 R>>", 8: b"/Form"},
    )  # fmt: skip
    assert reason_of(data) == "too_much"


def test_keys_written_as_numbers_are_refused() -> None:
    data = costly.pages(b"/X Do", resources=b"/XObj#65ct<</X 6 0 R>>", more={6: costly.stream(b"", b"/Subtype/Form")})
    with pytest.raises(Unreadable):
        check_cost(data)


def test_objects_within_a_stream_of_objects_are_seen() -> None:
    inside = b"6 0 7 20 <</X 9 0 R>>        <</XObject 6 0 R>>"
    first = inside.index(b"<<")
    holder = costly.stream(b"6 0 7 %d " % 14 + inside[first:], b"/Type/ObjStm/N 2/First %d" % len(b"6 0 7 14 "))
    data = costly.pdf({
        3: b"<</Type/Page/Contents 4 0 R/Resources 7 0 R>>", 4: costly.stream(b"/X Do"), 5: holder,
        9: costly.stream(b"/X Do /X Do", b"/Subtype/Form/Resources 7 0 R"),
    })  # fmt: skip
    with pytest.raises(Unreadable):
        check_cost(data)


def pictures() -> Iterator[tuple[str, tuple[int, int]]]:
    for kind in ("PNG", "JPEG", "TIFF", "BMP", "GIF"):
        yield kind, (30_000, 5_000)
        yield kind, (12_000, 400)


@cache
def picture(kind: str, size: tuple[int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("1" if kind in ("TIFF", "BMP") else "L", size).save(out, kind)
    return out.getvalue()


@pytest.mark.parametrize(("kind", "size"), list(pictures()))
def test_pictures_are_measured_by_their_header(kind: str, size: tuple[int, int]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    data = picture(kind, size)
    with pytest.raises(Unreadable) as refused:
        check_size(data)
    assert refused.value.reason == "picture_size"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 600 * 1024


def test_a_scan_of_a3_at_600_dpi_is_not_too_large() -> None:
    check_size(picture("PNG", (9921, 7016)))


def test_an_archive_of_neighbours_is_read() -> None:
    assert len(members(costly.packed({f"{n}.txt": "公开" * 10 for n in range(50)}))) == 50
