"""Rows of pages without drawn lines, by where their labels and numbers stand."""

from ingest.cells.form_row import FormRow
from ingest.cells.heads import row_heads
from ingest.cells.labels import labels
from ingest.parse.labels_in_place import is_between, labels_in_place, rows_in_place
from ingest.parse.placed_columns import Columns, Word, beside_each_other, nearest_rows, whole
from ingest.read.document import Spot
from ingest.read.glyph_lines import lines_of_glyphs
from ingest.read.page_parts import Glyph

KNOWN = labels(2021)
COLUMNS = Columns(0, tuple(500.0 + 50 * n for n in range(7)), 20)
HIGH = 10


def word(text: str, left: int, top: int, page: int = 1) -> Word:
    return text, Spot(page, left, top, left + 10 * len(text), top + HIGH)


def row(text: str) -> FormRow:
    found = KNOWN.row(text)
    assert found is not None
    return found


SECRETS, LAW, REPEATED = row("1.属于国家秘密"), row("2.其他法律行政法规禁止公开"), row("2.重复申请")


def test_a_label_is_found_over_several_lines_and_wherever_it_is_printed() -> None:
    words = [
        word("（三）不", 200, 105), word("2.其他法律", 300, 100), word("予公开", 200, 117), word("行政法规禁止", 300, 115),
        word("公开", 300, 130), word("2.重复申请", 300, 160), word("2.重复申请", 300, 400), word("7", 500, 115),
    ]  # fmt: skip
    found = labels_in_place(words, KNOWN, [LAW, REPEATED])
    assert found[LAW] == [Spot(1, 300, 100, 360, 140)]
    assert [box.top for box in found[REPEATED]] == [160, 400]
    moved = [(text, spot._replace(left=345, right=365) if text == "公开" else spot) for text, spot in words]
    assert LAW not in labels_in_place(moved, KNOWN, [LAW])  # not aligned
    apart = [(text, spot._replace(top=150) if text == "公开" else spot) for text, spot in words]
    assert LAW not in labels_in_place(apart, KNOWN, [LAW])  # too far below


def test_what_follows_a_comma_on_its_line_belongs_to_the_label() -> None:
    label = "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"
    words = [word("（二）部分公开（区分处理的，", 200, 100), word("只计这一情形，不计其他情形）", 360, 100)]
    assert labels_in_place(words, KNOWN, [row(label)])[row(label)][0].right == words[1][1].right


def test_a_row_has_the_numbers_beside_the_middle_of_its_label_and_blanks_else() -> None:
    boxes = {LAW: Spot(1, 300, 100, 400, 140), REPEATED: Spot(1, 300, 160, 400, 170)}
    numbers = {word("7", 500, 115): 8, word("9", 700, 116): 8}
    rows = rows_in_place(boxes, numbers, COLUMNS)
    own, made = rows[LAW]
    assert [text for text, _ in own] == ["7", "9"] and made.cells == ["", "7", "", "", "", "9", "", ""]
    assert rows[REPEATED][1].cells == [""] * 8
    between = {**numbers, word("3", 525, 115): 8}
    assert LAW not in rows_in_place(boxes, between, COLUMNS)  # a number between two columns
    near = {SECRETS: Spot(1, 300, 100, 400, 110), REPEATED: Spot(1, 300, 104, 400, 114)}
    assert rows_in_place(near, {word("7", 500, 102): 8}, COLUMNS) == {}  # a number beside two labels


def test_a_label_counts_only_between_the_rows_before_and_behind_it() -> None:
    placed = {3: Spot(1, 500, 100, 510, 110), 5: Spot(2, 500, 50, 510, 60)}
    assert is_between(4, Spot(1, 300, 120, 400, 130), placed) and is_between(4, Spot(2, 300, 20, 400, 30), placed)
    assert not is_between(4, Spot(1, 300, 80, 400, 90), placed)
    assert not is_between(4, Spot(2, 300, 70, 400, 80), placed)
    assert is_between(0, Spot(1, 300, 80, 400, 90), placed) and not is_between(1, Spot(1, 300, 80, 400, 90), placed)
    assert is_between(6, Spot(2, 300, 80, 400, 90), placed)


def text_of(own: str, *near: tuple[str, int]) -> str:
    return whole(own, 0, Spot(1, 500, 100, 510, 110), COLUMNS, [word(text, 500, 100 + at) for text, at in near])


def test_pieces_at_one_distance_around_their_row_are_a_number_and_others_none() -> None:
    assert text_of("7") == "7" and text_of("") == ""
    assert text_of("", ("16", -9), ("13", 9)) == "1613"
    assert text_of("9", ("1", -18), ("2", 18)) == "192"
    assert text_of("", ("1", -27), ("6", -9), ("1", 9), ("3", 27)) == "1613"
    assert text_of("", ("16", -9)) == "16 …" and text_of("9", ("1", -18)) == "9 1 …"
    assert text_of("9", ("1", -9), ("2", 18)) == "9 1 2 …"
    assert text_of("9", ("2", 40)) == "9"  # too far to be a piece


def test_a_piece_is_of_the_row_that_it_is_nearest_to() -> None:
    rows = {"above": Spot(1, 500, 100, 510, 110), "below": Spot(1, 500, 122, 510, 132)}
    piece, other = word("1", 500, 113), word("1", 500, 113, page=2)
    assert nearest_rows([piece, other], rows) == {"below": [piece]}


def test_lines_at_nearly_one_height_are_parted_where_the_gap_is_widest() -> None:
    def glyph(text: str, left: float, middle: float, high: float) -> Glyph:
        return Glyph(text, left, middle - high / 2, left + 8, middle + high / 2)

    # A group's label half a line above its row, whose slashes are taller than its digits.
    glyphs = [glyph(text, 10 * n, 448.5, 10.6) for n, text in enumerate("予处理")]
    glyphs += [glyph(text, 200 + 20 * n, 451.6 if text == "0" else 452.4, 9.1 if text == "0" else 11.4)
               for n, text in enumerate("0/0/0")]  # fmt: skip
    assert ["".join(g.text for g in line) for line in lines_of_glyphs(glyphs)] == ["予处理", "0/0/0"]


def test_the_order_of_columns_is_where_the_pieces_of_their_heads_stand() -> None:
    reader = row_heads(2021, "applications")
    heads = [
        ("自然人",),
        ("商业", "企业"),
        ("科研", "机构"),
        ("社会公益", "组织"),
        ("法律服务", "机构"),
        ("其他",),
        ("总计",),
    ]
    pieces = [word(text, 500 + 60 * n, 100 + 12 * k) for n, own in enumerate(heads) for k, text in enumerate(own)]
    groups = beside_each_other(sorted(pieces, key=lambda piece: piece[1].top))
    assert [{text for text, _ in group} for group in groups] == [set(own) for own in heads]
    assert reader.order_of(["".join(own) for own in heads]) == tuple(range(7))
    swapped = [heads[n] for n in (0, 1, 2, 4, 3, 5, 6)]
    assert reader.order_of(["".join(own) for own in swapped]) == (0, 1, 2, 4, 3, 5, 6)
    assert reader.order_of(["".join(own) for own in heads[:6]]) is None
    assert reader.order_of([*("".join(own) for own in heads[:6]), "备注"]) is None
