"""Pictures of pages that are not flat: flattened by their ruled lines; lines distinguished from text; cells cut to their ink."""

import io
import os
from importlib.util import find_spec
from typing import Any

import pytest

if find_spec("cv2") is None:
    # The extra is 250 MB: a newcomer may do without it, CI installs it and may not.
    assert not os.environ.get("CI"), "requirements-ocr.txt is not installed; the README's test command installs it"
    pytest.skip("OpenCV is not installed: pip install -r requirements-ocr.txt", allow_module_level=True)

import cv2
import numpy as np
from PIL import Image

from ingest.read import Unreadable, cuts, scan
from ingest.read.cuts import Cut, Paper, cut
from ingest.read.document import OBJECT, Spot
from ingest.read.flatten import flattened, traced
from ingest.read.ink import darker_than_noise, evenly_lit, ink_of, without_grain
from ingest.read.page_parts import Cell
from ingest.read.picture_size import check_size
from ingest.read.rules import ruled_lines
from ingest.read.skew import level_angle, rotated

Picture = Any
WIDTH, HEIGHT = 1240, 1754  # A4 at 150 dpi
ROWS = [300 + 60 * n for n in range(15)]
COLUMNS = [120, 420, 560, 700, 840, 980, 1120]


def printed(rows: list[int] = ROWS, columns: list[int] = COLUMNS) -> Picture:
    """A page with a table, a number in each cell and a line of text above it."""
    page = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for y in rows:
        cv2.line(page, (columns[0], y), (columns[-1], y), 0, 2)
    for x in columns:
        cv2.line(page, (x, rows[0]), (x, rows[-1]), 0, 2)
    for y in rows[:-1]:
        for x in columns[:-1]:
            cv2.putText(page, "207", (x + 30, y + 42), cv2.FONT_HERSHEY_SIMPLEX, 0.8, 0, 2, cv2.LINE_AA)
    cv2.putText(page, "The report of an agency on a year", (200, 200), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    return page


def bend(page: Picture, depth: float, lean: float) -> tuple[Picture, Any, Any]:
    """A page curled like that of a book and seen at an angle; and for each of its places, where on the page it was."""
    x, y = np.meshgrid(np.arange(WIDTH, dtype=np.float32), np.arange(HEIGHT, dtype=np.float32))
    from_x = x + lean * (y - HEIGHT / 2) * (x - WIDTH / 2) / WIDTH
    from_y = y + depth * HEIGHT * (np.sin(2.5 * x / WIDTH) - 0.6) * (0.8 + 0.4 * y / HEIGHT)
    seen = cv2.remap(page, from_x.astype(np.float32), from_y.astype(np.float32), cv2.INTER_LINEAR, borderValue=255)
    return seen, from_x, from_y


def spread(values: Any) -> float:
    low, high = np.quantile(values, (0.03, 0.97))  # a few points are at the strokes of a number
    return float(high - low)


def most_off(picture: Picture) -> float:
    """How far the traced lines of a picture are from straight, in thousandths of its height."""
    scale = 1300 / HEIGHT
    small = cv2.resize(ink_of(picture), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    level, upright = traced(small)
    off = [spread(level.y[level.line == n]) for n in np.unique(level.line)]
    off += [spread(upright.x[upright.line == n]) for n in np.unique(upright.line)]
    return float(max(off)) / small.shape[0] * 1000


@pytest.mark.parametrize(("depth", "lean"), [(0.03, 0.0), (0.0, 0.1), (0.04, 0.08), (-0.03, -0.05)])
def test_a_bent_page_is_flattened_by_its_lines(depth: float, lean: float) -> None:
    seen, _, _ = bend(printed(), depth, lean)
    assert most_off(seen) > 8
    flat = flattened(seen, level_angle(seen))
    assert flat.bent
    assert most_off(flat.applied(seen)) < 1.5


def test_every_place_of_a_flattened_page_is_known_on_the_photograph() -> None:
    seen, from_x, from_y = bend(printed(), 0.04, 0.06)
    flat = flattened(seen, level_angle(seen))
    rules = ruled_lines(flat.applied(seen), 14)
    rows, columns = (sorted({round(s.at) for s in strokes}) for strokes in (rules.horizontal, rules.vertical))
    assert len(rows) == len(ROWS) and len(columns) == len(COLUMNS)
    for n in range(len(ROWS) - 1):
        for m in range(len(COLUMNS) - 1):
            box = columns[m] / WIDTH, rows[n] / HEIGHT, columns[m + 1] / WIDTH, rows[n + 1] / HEIGHT
            left, top, right, bottom = flat.origin(*box)
            x, y = round((left + right) / 2 * WIDTH), round((top + bottom) / 2 * HEIGHT)
            assert abs(from_x[y, x] - (COLUMNS[m] + COLUMNS[m + 1]) / 2) < 6
            assert abs(from_y[y, x] - (ROWS[n] + ROWS[n + 1]) / 2) < 6


def test_a_rotated_page_is_only_rotated_and_knows_its_places() -> None:
    page = printed()
    seen = rotated(page, -2.0)
    angle = level_angle(seen)
    flat = flattened(seen, angle)
    assert abs(angle - 2.0) < 0.1 and not flat.bent
    turn = cv2.getRotationMatrix2D((WIDTH / 2, HEIGHT / 2), -2.0, 1.0)
    x, y = turn @ (490.0, 510.0, 1.0)
    left, top, right, bottom = flat.origin(420 / WIDTH, 480 / HEIGHT, 560 / WIDTH, 540 / HEIGHT)
    assert abs((left + right) / 2 * WIDTH - x) < 4 and abs((top + bottom) / 2 * HEIGHT - y) < 4


def test_a_flat_page_and_one_without_lines_stay_as_they_are() -> None:
    assert not flattened(printed(), 0.0).bent
    text = np.full((HEIGHT, WIDTH), 255, np.uint8)
    for n in range(20):
        cv2.putText(text, "words without a table 12345", (100, 200 + 60 * n), cv2.FONT_HERSHEY_SIMPLEX, 1.2, 0, 2)
    seen, _, _ = bend(text, 0.03, 0.0)
    assert not flattened(seen, 0.0).bent
    assert not flattened(np.full((400, 400), 255, np.uint8), 0.0).bent


# -- ruled lines ---


def test_a_row_alone_on_its_page_has_its_short_lines() -> None:
    page = printed([100, 128], COLUMNS)
    rules = ruled_lines(page, 14)
    assert len(rules.horizontal) == 2 and len(rules.vertical) == len(COLUMNS)


def test_strokes_of_neighbouring_characters_are_no_line() -> None:
    page = printed()
    cv2.line(page, (200, 250), (280, 250), 0, 2)  # in text outside the table
    cv2.line(page, (140, 330), (220, 330), 0, 2)  # within a cell, meeting nothing
    cv2.line(page, (460, 312), (460, 348), 0, 3)  # an upright stroke, nearly as high as its row
    rules = ruled_lines(page, 14)
    assert len(rules.horizontal) == len(ROWS)
    assert len(rules.vertical) == len(COLUMNS)
    assert not rules.mask[330, 180] and not rules.mask[330, 460]


# -- light ---


def test_shadows_are_lifted_and_even_light_is_left_alone() -> None:
    page = printed()
    assert evenly_lit(page) is page
    shadow = np.linspace(0.25, 0.9, WIDTH, dtype=np.float32)
    lit = evenly_lit((page * shadow).astype(np.uint8))
    paper = lit[1500:1600]
    assert paper.min() > 215 and np.ptp(paper.mean(axis=0)) < 25


def test_ink_stays_ink_on_a_noisy_page_of_low_contrast() -> None:
    """What counts as noise never grows to what the page's own ink is: a number would become a blank."""
    noise = np.random.default_rng(1).normal(0, 8, (HEIGHT, WIDTH))
    faint = np.clip(170 + (printed().astype(float) - 255) * 40 / 255 + noise, 0, 255).astype(np.uint8)
    darker = darker_than_noise(faint)
    inked = ink_of(faint, darker)[ROWS[3] + 15 : ROWS[3] + 45, COLUMNS[2] + 25 : COLUMNS[2] + 90]
    assert darker <= 20 and np.count_nonzero(inked) > 100


# -- cells ---

CELL = Spot(1, 100, 100, 300, 200)  # 200 × 100 pixels of the page below


def cell(*marks: Any, lines: Picture | None = None) -> Cut | None:
    page = np.full((1000, 1000), 255, np.uint8)
    for text, x, y, size in marks:
        cv2.putText(page, text, (x, y), cv2.FONT_HERSHEY_SIMPLEX, size, 0, 2, cv2.LINE_AA)
    mask = np.zeros_like(page) if lines is None else lines
    return cut(CELL, Paper(page, page, mask, 14))


def test_a_number_broken_into_two_lines_is_two_pictures() -> None:
    broken = cell(("1003", 120, 140, 0.9), ("9", 120, 180, 0.9))
    assert broken is not None and len(broken.lines) == len(broken.again) == 2
    whole = cell(("471.56", 120, 160, 0.9))
    assert whole is not None and len(whole.lines) == 1


def test_a_cell_is_empty_only_without_ink() -> None:
    assert cell() is None
    assert cell(("1", 200, 160, 0.6)) is not None


def test_ink_at_a_ruled_line_is_not_clear_of_it() -> None:
    mask = np.zeros((1000, 1000), np.uint8)
    mask[:, 100:104] = 255
    near, far = cell(("7", 98, 160, 0.9), lines=mask), cell(("7", 180, 160, 0.9), lines=mask)
    assert near is not None and far is not None
    assert far.is_clear and not near.is_clear


def test_what_is_struck_out_and_what_leans() -> None:
    page = np.full((1000, 1000), 255, np.uint8)
    cv2.putText(page, "207", (150, 165), cv2.FONT_HERSHEY_SIMPLEX, 1.0, 0, 2)
    clean = cut(CELL, Paper(page, page, np.zeros_like(page), 14))
    cv2.line(page, (146, 155), (212, 155), 0, 2)
    struck = cut(CELL, Paper(page, page, np.zeros_like(page), 14))
    assert clean is not None and struck is not None and struck.is_struck and not clean.is_struck
    slash, one = cell(("/", 200, 160, 1.0)), cell(("1", 200, 160, 1.0))
    assert slash is not None and one is not None and slash.lean > 0.18 > 0.1 > one.lean


@pytest.mark.parametrize("digit", "2345679")
@pytest.mark.parametrize("size", [0.35, 0.5, 1.0])
def test_a_small_digit_is_no_slash(digit: str, size: float) -> None:
    found = cell((digit, 200, 160, size))
    assert found is not None and found.lean == 0.0


def test_a_small_dash_is_a_dash_and_never_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    """Recognisers take a hyphen in small type for a 1, in every reading."""
    page = np.full((1000, 1000), 255, np.uint8)
    rows = []
    for n, text in enumerate(("5", "5", "5", "-", ".")):
        spot = Spot(1, 100, 100 + 100 * n, 300, 200 + 100 * n)
        if text == "5":
            cv2.putText(page, text, (200, 165 + 100 * n), cv2.FONT_HERSHEY_SIMPLEX, 0.6, 0, 2)
        elif text == "-":
            page[155 + 100 * n : 159 + 100 * n, 200:206] = 0
        else:
            page[155 + 100 * n : 160 + 100 * n, 200:205] = 0
        rows.append([Cell("1" if text in "-." else text, spot)])
    monkeypatch.setattr(scan, "_recognise", lambda cuts: ["1" if len(cut) < 20 else "5" for cut in cuts])
    read = scan._read_again(rows, Paper(page, page, np.zeros_like(page), 14))
    assert [row[0].text for row in read] == ["5", "5", "5", "—", "1｜?"]


def reading(
    page: str, alone: str, again: str, lines: int = 1, lean: float = 0.0, slope: float = 0.0, clear: bool = True,
    gap: float = 0.1,
) -> str:  # fmt: skip
    blank = [np.zeros((9, 9), np.uint8)] * lines
    return scan._settled(page, alone, again, Cut(blank, blank, 9, 9, False, lean, slope, False, clear, gap))


def test_two_readings_that_agree_are_the_text() -> None:
    assert reading("207", "207", "") == "207"
    assert reading("", "0", "0") == "0"  # not found on the page, and twice on its own
    assert reading("10", "0", "0") == "0"
    assert reading("O", "0", "") == "0"


def test_blanks_between_digits_that_stand_together_are_the_recognisers() -> None:
    assert reading("2,8 8 2", "2,8 82", "", gap=0.55) == "2,882"
    assert reading("-3 5", "-35", "", gap=0.5) == "-35"
    assert reading("2 8", "2 8", "", gap=0.9) == "2 8"  # two cells whose ruled line was lost
    assert reading("2. 882", "2.8 82", "", gap=0.2) == "2. 882"  # a comma or a point
    assert reading("5 件", "5 件", "", gap=0.2) == "5 件"


def test_the_widest_gap_of_a_number_is_measured_on_its_ink() -> None:
    close, apart = cell(("28", 120, 160, 0.9)), cell(("2", 120, 160, 0.9), ("8", 170, 160, 0.9))
    assert close is not None and close.gap < 0.4
    assert apart is not None and apart.gap > 1


def test_the_slope_of_a_slash_is_measured_whatever_its_steps() -> None:
    slash = np.zeros((16, 7), np.uint8)
    for y in range(16):
        slash[y, max(0, 5 - y // 3) :][: 5 if y % 3 else 7] = 255  # steps nearly as broad as the whole
    assert cuts._lean(slash) == 0 and cuts._slope(slash) > 0.1
    upright = np.zeros((16, 7), np.uint8)
    upright[:, 2:5], upright[14:] = 255, 255
    assert abs(cuts._slope(upright)) < 0.05


def test_the_grain_of_lifted_shadows_is_smoothed_and_a_clean_page_left_alone() -> None:
    page = printed()
    assert without_grain(page) is page
    noise = np.random.default_rng(1).normal(0, 15, page.shape)
    grainy = np.clip(page - 20 + noise, 0, 255).astype(np.uint8)
    smooth = without_grain(grainy)
    assert darker_than_noise(smooth) < darker_than_noise(grainy)
    assert smooth[:250].std() < 0.7 * grainy[:250].std()


def test_a_worker_recognises_with_one_thread_and_the_setting_counts_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    monkeypatch.setattr(scan, "parent_process", lambda: None)
    assert scan._threads() == (os.cpu_count() or 1)
    monkeypatch.setattr(scan, "parent_process", lambda: "the command")
    assert scan._threads() == 1
    monkeypatch.setenv("OMP_NUM_THREADS", "3")
    assert scan._threads() == 3


def test_what_is_not_settled_is_no_number() -> None:
    assert reading("10", "0", "0", clear=False) == "10｜0"  # a stroke may have been lost at a ruled line
    assert reading("7", "1", "4") == "7｜1"
    assert reading("1", "1", "", lean=0.15) == "1｜1"  # a slash that is nearly upright
    assert reading("", "1", "1", lean=0.15) == "?｜1"
    assert reading("1", "1", "", slope=0.28) == "1｜1"  # a slash at a low resolution, whose steps look like bars
    assert reading("1", "1", "", slope=-0.12) == "1"
    assert reading("7", "7", "", slope=0.28) == "7"
    assert reading("", "", "") == "?｜?"  # ink that nobody can read is not a blank
    assert reading("10039", "1003", "1003", lines=2) == "10039｜1003"
    struck = Cut([np.zeros((9, 9), np.uint8)], [], 9, 9, False, 0.0, 0.0, True, True, 0.1)
    assert scan._settled("207", "207", "", struck) == OBJECT


def test_a_word_found_across_cells_is_parted_at_their_lines() -> None:
    from ingest.read.page_parts import Glyph, Stroke

    word = Glyph("结果维持结果纠正", 100, 10, 300, 34)
    parts = scan._parted(word, [Stroke(200, 0, 50), Stroke(150, 100, 200), Stroke(297, 0, 50)])
    assert [(part.left, part.right) for part in parts] == [(100, 198), (202, 295)]
    assert scan._parted(word, [Stroke(400, 0, 50)]) == [word]


@pytest.mark.parametrize("size", [(30_000, 30_000), (300, 50_000)])
def test_a_picture_that_is_no_page_is_refused_before_it_is_unpacked(size: tuple[int, int]) -> None:
    stream = io.BytesIO()
    Image.new("1", size).save(stream, "PNG")
    with pytest.raises(Unreadable, match="picture_size"):
        check_size(stream.getvalue())
    with pytest.raises(Unreadable, match="no_picture"):
        check_size(stream.getvalue()[:20])
