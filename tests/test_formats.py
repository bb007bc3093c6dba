"""Every layout and format gives the same facts as the form: what leaves a trace is exact, nothing is wrong in silence."""

import io
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from bench.fidelity.archives import ZIP_LAYOUTS, make_zip
from bench.fidelity.filled import fill_at_random
from bench.fidelity.grade import OPEN, RIGHT, WRONG, Grade, grade
from bench.fidelity.layouts import TEXT_LAYOUTS, make_text
from bench.fidelity.made import Made, made
from bench.fidelity.markup import MARKUP_LAYOUTS, make_markup
from bench.fidelity.printed import BROWSER_LAYOUTS, PRINT_LAYOUTS, browser_page, make_pdf, print_pdf
from bench.fidelity.scans import make_photo, make_scan
from bench.fidelity.wordfile import DOCX_LAYOUTS, make_docx
from ingest.read import Unreadable, read, scan
from ingest.read.decode import decode
from ingest.report import Rejected, Report, report_of

DOCUMENTS = Path(__file__).parent / "documents"
SEEDS = range(101, 107)


def is_whole(graded: Grade) -> bool:
    """Every cell with a trace of its own exact, and no other wrong in silence."""
    silent = graded.traced["silent"] + graded.others["silent"]
    return not (
        graded.rejected or graded.traced["missed"] or graded.traced["wrong"] or silent or graded.identity == WRONG
    )


def check(documents: list[Made]) -> None:
    for document in documents:
        graded = grade(document)
        assert is_whole(graded), (document.layout, document.seed, graded)
        assert sum(graded.traced.values()) == len(document.traced)


MAKERS = {
    layout: make
    for layouts, make in (
        (TEXT_LAYOUTS, make_text), (MARKUP_LAYOUTS, make_markup), (DOCX_LAYOUTS, make_docx), (ZIP_LAYOUTS, make_zip)
    )
    for layout in layouts
}  # fmt: skip


@pytest.mark.parametrize("layout", sorted(MAKERS))
def test_text_web_pages_word_and_archives(layout: str) -> None:
    check([MAKERS[layout](fill_at_random(seed), layout, seed) for seed in SEEDS])


@pytest.mark.parametrize(
    "path", sorted(p for p in DOCUMENTS.iterdir() if p.is_file() and p.suffix != ".md"), ids=lambda path: path.name
)
def test_documents_of_other_programs(path: Path) -> None:
    seed = int(path.stem.rpartition("-")[2])
    form = fill_at_random(seed)
    check([made(form, path.stem, path.suffix[1:], path.read_bytes(), "all", seed)])


def test_the_grade_of_an_identity_is_held_against_the_title() -> None:
    form = fill_at_random(101)
    document = make_text(form, "tabs", 101)
    assert document.who and document.who in form.title and str(document.year) in form.title
    assert grade(document).identity == RIGHT
    assert (
        grade(replace(document, who="延安市商务局")).identity == grade(replace(document, year=2018)).identity == WRONG
    )
    nameless = document.data.decode().replace(form.title, "政府信息公开工作年度报告")
    assert grade(replace(document, data=nameless.encode())).identity == OPEN
    assert grade(replace(document, who="")).identity == ""


def test_pdfs_of_a_browser(chromium: str) -> None:
    with browser_page() as tab:
        printed = [
            make_pdf(tab, fill_at_random(seed), layout, seed)
            for layout in PRINT_LAYOUTS for seed in (101, 102)
        ]  # fmt: skip
    check(printed)


# Of the seeds: a column of blanks (9), a single number beside a label of two lines (14), full-width numbers that narrow
# columns broke into two and three lines (29), a row without numbers (4), signs of another font (7).
@pytest.mark.parametrize("layout", sorted(BROWSER_LAYOUTS))
def test_pages_that_a_browser_prints_show_blanks_by_their_places(chromium: str, layout: str) -> None:
    seeds = (4, 7, 9, 14, 29) if layout == "browser_no_lines" else (9, 29)
    with browser_page() as tab:
        forms = [(seed, fill_at_random(seed)) for seed in seeds]
        check([
            made(form, layout, "pdf", print_pdf(tab, form, BROWSER_LAYOUTS[layout], seed), "all", seed)
            for seed, form in forms
        ])  # fmt: skip


def test_every_cell_of_a_pdf_knows_its_place_on_the_page() -> None:
    data = (DOCUMENTS / "pdf_from_word-1408190007.pdf").read_bytes()
    report = report_of(data)
    assert isinstance(report, Report)
    spots = [fact.spot for fact in report.parsed.facts.values()]
    assert all(spot is not None and spot.left < spot.right and spot.top < spot.bottom for spot in spots)
    assert {spot.page for spot in spots if spot is not None} >= {2, 3}
    # Reading order on paper is the form's order: cells of one row are side by side.
    row = [report.parsed.facts[f"reconsideration.{outcome}", None].spot for outcome in ("upheld", "corrected", "other")]
    assert [s.left for s in row if s] == sorted(s.left for s in row if s) and len({s.top for s in row if s}) == 1


# -- scans ---


@pytest.fixture
def recognition() -> None:
    if not scan.is_installed():
        # The extra is 250 MB: a newcomer may do without it, CI installs it and may not.
        assert not os.environ.get("CI"), "requirements-ocr.txt is not installed; the README's test command installs it"
        pytest.skip("text recognition is not installed: pip install -r requirements-ocr.txt")


@pytest.mark.parametrize(
    ("condition", "seed"),
    [("perspective", 3839150022)],  # python -m bench scans has them all
)
def test_a_photograph_of_a_page_that_is_not_flat_or_badly_lit_is_read(
    chromium: str, recognition: None, condition: str, seed: int
) -> None:
    with browser_page() as tab:
        document = make_photo(tab, fill_at_random(seed), condition, seed)
    graded = grade(document)
    cells = sum(graded.traced[each] for each in ("exact", "missed", "wrong"))
    assert graded.traced["exact"] >= 0.98 * cells > 180 and not graded.traced["wrong"], graded


def test_a_scan_is_exact(chromium: str, recognition: None) -> None:
    with browser_page() as tab:
        document = make_scan(tab, fill_at_random(112), "scan_picture", 112)
    graded = grade(document)
    cells = sum(graded.traced.values())
    assert graded.traced["exact"] >= 0.99 * cells and not graded.traced["silent"], graded


def test_without_the_extra_a_scan_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "is_installed", lambda: False)
    picture = b"\x89PNG\r\n\x1a\n" + bytes(100)
    result = report_of(picture)
    assert isinstance(result, Rejected) and result.reason == "scan" and "requirements-ocr.txt" in result.detail
    image = io.BytesIO()
    from PIL import Image

    Image.new("L", (900, 1200), 255).save(image, "PDF")
    result = report_of(image.getvalue())
    assert isinstance(result, Rejected) and result.reason == "scan"


# -- what cannot be read ---


def zipped(*files: tuple[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files:
            archive.writestr(name, data)
    return stream.getvalue()


def reason(data: bytes) -> str:
    result = report_of(data)
    assert isinstance(result, Rejected), result
    assert "Traceback" not in result.detail and len(result.detail) > 10
    return result.reason


def test_damaged_and_foreign_files_say_so() -> None:
    word = make_docx(fill_at_random(1), "docx_plain", 1).data
    paper = (DOCUMENTS / "pdf_from_word-1408190007.pdf").read_bytes()
    old = (DOCUMENTS / "doc_plain-11.doc").read_bytes()
    assert reason(word[: len(word) // 2]) == "damaged"
    assert reason(paper[:3000]) == "damaged"
    assert reason(old[:9000]) in ("damaged", "no_document")
    assert reason(zipped(("[Content_Types].xml", b"<x/>"), ("xl/workbook.xml", b"<x/>"))) == "no_document"
    assert reason(b"Rar!\x1a\x07\x00" + bytes(50)) == "packed"
    assert reason(zipped()) in ("empty_archive", "damaged")
    assert reason(zipped(("style.css", b"a{}"))) == "empty_archive"


def test_archives_are_bounded() -> None:
    deep = make_text(fill_at_random(2), "tabs", 2).data
    for number in range(5):
        deep = zipped((f"level{number}.zip", deep) if number else ("report.txt", deep))
    assert reason(deep) == "too_deep"
    bomb = zipped(*((f"{n}.txt", bytes(30 * 2**20)) for n in range(20)))
    assert len(bomb) < 2**20 and reason(bomb) == "too_deep"


def test_one_report_in_a_nested_archive_with_a_gbk_name() -> None:
    report = make_text(fill_at_random(3), "tabs", 3)
    inner = zipped(("年报.txt", report.data))
    result = report_of(zipped(("内/里.zip", inner), ("page_files/style.css", b"a{}")))
    assert isinstance(result, Report)
    assert result.parsed.facts == report_of(report.data).parsed.facts  # type: ignore[union-attr]


def test_pages_may_be_in_any_encoding() -> None:
    page = '<html><head><meta charset="{0}"></head><body><p>规章 囧镕</p></body></html>'
    for declared, used in (("gb2312", "gb18030"), ("utf-8", "gb18030"), ("gb2312", "utf-8"), ("big5", "big5hkscs")):
        text = page.format(declared).replace("规章 囧镕", "規章 囧鎔") if used == "big5hkscs" else page.format(declared)
        assert "囧" in decode(text.encode(used)), (declared, used)
    assert decode("规章".encode("utf-16")) == "规章"


def test_a_damaged_byte_harms_only_its_own_place() -> None:
    document = make_text(fill_at_random(4), "tabs", 4)
    at = document.data.index("行政许可".encode()) + 1
    harmed = document.data[:at] + b"\xff" + document.data[at + 1 :]
    facts = report_of(harmed).parsed.facts  # type: ignore[union-attr]
    whole = report_of(document.data).parsed.facts  # type: ignore[union-attr]
    assert {cell[0].split(".")[0] for cell in whole if facts[cell].value != whole[cell].value} <= {"licensing"}
    with pytest.raises(Unreadable):
        read(bytes(range(128, 256)) * 60)
