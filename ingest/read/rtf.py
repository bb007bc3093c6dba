"""RTF → Document: control words, code pages and nested groups; tables from the cells and rows that paragraphs end.

Written here because the libraries that read RTF return text without its cells, and hidden text as if it were printed.
"""

import re
from collections.abc import Callable
from copy import copy

from ingest.read.blocks import put
from ingest.read.document import OBJECT, Document
from ingest.read.rtf_flow import Columns, Flow
from ingest.read.rtf_words import (
    BOXES,
    KNOWN_AFTER_STAR,
    OBJECTS,
    SAID,
    UNPRINTED,
    Colors,
    Fonts,
    State,
    codec_of_page,
)  # fmt: skip
from ingest.read.tables import Page
from ingest.read.unreadable import Unreadable

_TOKEN = re.compile(
    rb"\\(?:([a-zA-Z]{1,40})(-?\d{1,20})?\x20?|'([0-9a-fA-F]{2})|([^a-zA-Z]))|([{}])|[\r\n\x00]+|([^\\{}\r\n\x00]+)",
    re.DOTALL,
)
_DEEPEST = 500  # groups within groups
_MOST_TOKENS = 1_000_000  # outside pictures
_TINY = 8  # half-points; smaller text is not meant to be read


class _Reader:
    def __init__(self) -> None:
        self.state = State()
        self.groups: list[State] = []
        self.flows = [Flow()]
        self.after_star = False
        self.spare = 0  # characters that replace the Unicode character before them
        self.held = bytearray()
        self.high = 0
        self.fonts, self.colors = Fonts(), Colors()
        self.in_table = False
        self.depth = 0
        self.outer: list[tuple[int, bool]] = []  # where the paragraphs that anchor the open text boxes are
        self.rows = {"": Columns(), "nesttableprops": Columns()}
        self.tokens = 0

    def run(self, data: bytes) -> None:
        at, end = 0, len(data)
        while at < end:
            match = _TOKEN.match(data, at)
            if match is None:
                break  # a backslash at the very end
            at = match.end()
            word, number, code, symbol, brace, text = match.groups()
            if text is not None:
                self.raw(text)
                continue
            self.tokens += not self.state.skipped
            if self.tokens > _MOST_TOKENS:
                raise Unreadable("too_much", limit=_MOST_TOKENS)
            if code is not None:
                self.raw(bytes((int(code, 16),)))
            elif brace is not None:
                self.spare = 0
                self.flush()
                self.open() if brace == b"{" else self.close()
            elif word == b"bin":
                at += max(0, int(number or 0))
            elif word is not None:
                self.word(word.decode("ascii"), None if number is None else int(number))
            elif symbol is not None:
                self.symbol(symbol.decode("latin-1"))
        self.flush()

    # -- groups ---

    def open(self) -> None:
        if len(self.groups) > _DEEPEST:
            raise Unreadable("too_much", limit=_DEEPEST)
        self.groups.append(self.state)
        self.state = copy(self.state)
        self.state.box = False
        self.after_star = False

    def close(self) -> None:
        if self.state.box and len(self.flows) > 1:
            box = self.flows.pop().finished()
            around = self.flows[-1]
            self.depth, self.in_table = self.outer.pop()
            if self.level():
                around.pieces.append(OBJECT)
            else:
                around.boxes += box
        if self.groups:
            self.state = self.groups.pop()

    def begin_box(self) -> None:
        self.state.box, self.state.skipped = True, ""
        self.outer.append((self.depth, self.in_table))
        self.depth, self.in_table = 0, False
        self.flows.append(Flow())

    # -- text ---

    def raw(self, text: bytes) -> None:
        if self.spare:
            cut = min(self.spare, len(text))
            self.spare -= cut
            text = text[cut:]
        self.after_star = False
        if self.state.skipped or not text:
            return
        if self.state.table:
            if self.state.table == "colortbl":
                self.colors.end(text.count(b";"))
            return
        self.held += text

    def flush(self) -> None:
        if not self.held:
            return
        text, self.held = bytes(self.held), bytearray()
        if self.state.font in self.fonts.symbols:
            self.say(OBJECT if text.strip() else " ")
        else:
            self.say(text.decode("ascii" if text.isascii() else self.fonts.codec(self.state), "replace"))

    def say(self, text: str) -> None:
        state = self.state
        if state.skipped or state.table or state.hidden or state.deleted or not text:
            return
        pieces = self.flows[-1].pieces
        if (
            state.struck or state.raised or state.shifted or state.size < _TINY or self.colors.is_white(state.color)
        ) and text.strip():
            pieces += (" ", OBJECT, text, " ")
        else:
            pieces.append(text)

    def unicode(self, number: int) -> None:
        code = number % 65536
        if 0xD800 <= code < 0xDC00:
            self.high = code
        elif 0xDC00 <= code < 0xE000:
            self.say(chr(0x10000 + ((self.high - 0xD800) << 10) + code - 0xDC00) if self.high else "�")
            self.high = 0
        elif 0xF000 <= code < 0xF100:
            self.say(OBJECT)  # a character of a font of symbols
        else:
            self.say(chr(code))
        self.spare = max(0, self.state.unicode_spare)

    # -- control words ---

    def symbol(self, char: str) -> None:
        if char == "*":
            self.after_star = True
            return
        spare, self.spare = self.spare, 0
        if char in "\\{}":
            if spare:
                self.spare = spare - 1
                return
            self.held += char.encode("ascii")
            return
        self.flush()
        if char in "\r\n":
            self.end_paragraph()
        elif char in SAID:
            self.say(SAID[char])

    def word(self, name: str, number: int | None) -> None:
        self.spare = 0  # what replaces a character is never a word
        self.flush()
        star, self.after_star = self.after_star, False
        state = self.state
        if (star and name not in KNOWN_AFTER_STAR) or name in UNPRINTED or name in OBJECTS:
            if name in OBJECTS and not state.skipped:
                self.say(f" {OBJECT} " if name in ("listtext", "pntext") else OBJECT)
            state.skipped = state.skipped or name
        elif name == "upr":
            state.skipped = state.skipped or "upr"
        elif name == "ud" and state.skipped == "upr":
            state.skipped = ""
        elif name in ("fonttbl", "colortbl", "nesttableprops"):
            state.table = name
        elif state.skipped:
            return
        elif name in BOXES:
            self.begin_box()
        elif name == "u":
            self.unicode(number or 0)
        elif name in SAID:
            self.say(SAID[name])
        elif (act := _ACTS.get(name)) is not None:
            act(self, 1 if number is None else number)

    def level(self) -> int:
        return max(self.depth, 1) if self.in_table else 0

    def end_paragraph(self, _: int = 0) -> None:
        if not self.state.skipped and not self.state.table:
            self.flows[-1].end_paragraph(self.level())

    def end_cell(self, _: int) -> None:
        self.flows[-1].end_cell(1)

    def end_nested_cell(self, _: int) -> None:
        self.flows[-1].end_cell(max(self.depth, 2))

    def end_row(self, _: int) -> None:
        self.flows[-1].end_row(1, self.rows[""].columns)

    def end_nested_row(self, _: int) -> None:
        self.flows[-1].end_row(max(self.depth, 2), self.rows["nesttableprops"].columns)

    def row(self) -> Columns:
        return self.rows["nesttableprops" if self.state.table == "nesttableprops" else ""]

    def begin_row(self, _: int) -> None:
        self.rows["nesttableprops" if self.state.table == "nesttableprops" else ""] = Columns()

    def begin_properties(self, _: int) -> None:
        self.in_table, self.depth = False, 0

    def plain(self, _: int) -> None:
        state = self.state
        state.hidden = state.deleted = state.struck = state.raised = state.shifted = False
        state.color, state.size, state.font = 0, 24, self.fonts.default

    def choose_font(self, number: int) -> None:
        if self.state.table == "fonttbl":
            self.fonts.defined = number
        else:
            self.state.font = number

    def choose_default(self, number: int) -> None:
        self.fonts.default = self.state.font = number

    def nest(self, depth: int) -> None:
        self.depth, self.in_table = depth, depth > 0

    def code_page(self, number: int) -> None:
        self.fonts.page_codec = codec_of_page(number)


def _setter(name: str, on: bool | None = None) -> Callable[[_Reader, int], None]:
    def act(reader: _Reader, number: int) -> None:
        setattr(reader.state, name, (number != 0) if on is None else on)

    return act


def _number(name: str) -> Callable[[_Reader, int], None]:
    return lambda reader, number: setattr(reader.state, name, number)


def _mixed(index: int) -> Callable[[_Reader, int], None]:
    def act(reader: _Reader, number: int) -> None:
        reader.colors.mixed[index] = number

    return act


_Act = Callable[[_Reader, int], None]
_ACTS: dict[str, _Act] = {
    "par": _Reader.end_paragraph, "sect": _Reader.end_paragraph, "cell": _Reader.end_cell,
    "nestcell": _Reader.end_nested_cell, "row": _Reader.end_row, "nestrow": _Reader.end_nested_row,
    "trowd": _Reader.begin_row, "pard": _Reader.begin_properties, "plain": _Reader.plain, "f": _Reader.choose_font,
    "fcharset": lambda reader, number: reader.fonts.charset(number), "ansicpg": _Reader.code_page,
    "v": _setter("hidden"), "deleted": _setter("deleted"),
    "strike": _setter("struck"), "striked": _setter("struck"), "super": _setter("raised"), "sub": _setter("raised"),
    "nosupersub": _setter("raised", on=False), "up": _setter("shifted"), "dn": _setter("shifted"),
    "cf": _number("color"), "fs": _number("size"), "uc": _number("unicode_spare"),
    "af": _number("other_font"),
    "red": _mixed(0), "green": _mixed(1), "blue": _mixed(2),
    "intbl": lambda reader, _: setattr(reader, "in_table", True), "itap": _Reader.nest, "deff": _Reader.choose_default,
    "trleft": lambda reader, number: setattr(reader.row(), "left", number),
    "clvmgf": lambda reader, _: setattr(reader.row(), "merge", "begins"),
    "clvmrg": lambda reader, _: setattr(reader.row(), "merge", "goes_on"),
    "clmrg": lambda reader, _: setattr(reader.row(), "goes_on", True),
    "cellx": lambda reader, number: reader.row().end_cell(number),
}  # fmt: skip


def read_rtf(data: bytes) -> Document:
    """Read an RTF file's bytes; raise Unreadable if it holds more than a report can."""
    reader = _Reader()
    reader.run(data[data.find(b"{\\rtf") :])
    while len(reader.flows) > 1:
        box = reader.flows.pop().finished()
        reader.flows[-1].boxes += box
    page = Page()
    put(reader.flows[0].finished(), page)
    return page.document(is_whole=not reader.groups)
