"""RTF's words: what means a character, which groups are not printed, what holds in a group, fonts and colours."""

from dataclasses import dataclass, field

from ingest.read.document import OBJECT

CHARSETS = {
    77: "mac_roman", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254",
    163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250",
}  # fmt: skip
_PAGES = {936: "gb18030", 950: "big5hkscs", 932: "cp932", 949: "cp949", 54936: "gb18030", 65001: "utf-8"}
EASTERN = frozenset(("gb18030", "big5hkscs", "cp932", "cp949", "utf-8"))
SYMBOLS = 2  # the charset of fonts whose characters are pictures
SAID = {
    "tab": " ", "line": " ", "softline": " ", "lbr": " ", "page": " ", "column": " ", "emspace": " ", "enspace": " ",
    "qmspace": " ", "emdash": "—", "endash": "–", "bullet": "•", "lquote": "‘", "rquote": "’", "ldblquote": "“",
    "rdblquote": "”", "~": " ", "_": "-", "chftn": OBJECT, "chpgn": OBJECT,
}  # fmt: skip
# Groups whose content is not text of the document; those that begin with \* are skipped unless they are known.
UNPRINTED = frozenset((
    "stylesheet", "info", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf",
    "footnote", "nonesttables", "nonshppict", "shprslt", "fldinst", "xe", "tc", "rxe", "txe", "sp", "ftnsep",
    "ftnsepc", "ftncn", "aftnsep", "aftnsepc", "aftncn", "comment", "private",
))  # fmt: skip
OBJECTS = frozenset(("pict", "object", "listtext", "pntext", "shppict", "moMath", "mmath", "moMathPara"))
KNOWN_AFTER_STAR = frozenset(("nesttableprops", "ud", "shpinst", "do"))
BOXES = frozenset(("shptxt", "dptxbxtext"))


@dataclass(slots=True)
class State:
    """What holds within a group; a group begins with a copy of that around it."""

    skipped: str = ""  # the destination that is not read
    table: str = ""  # fonttbl, colortbl or nesttableprops
    unicode_spare: int = 1
    font: int = 0
    other_font: int = -1
    hidden: bool = False
    deleted: bool = False
    struck: bool = False
    raised: bool = False
    shifted: bool = False
    color: int = 0
    size: int = 24
    box: bool = False


def codec_of_page(number: int) -> str:
    name = _PAGES.get(number, f"cp{number}")
    try:
        b"".decode(name)
    except LookupError:
        return "cp1252"
    return name


@dataclass(slots=True)
class Fonts:
    """The fonts that a file declares, by number: their code pages, and which of them are fonts of symbols."""

    page_codec: str = "cp1252"
    default: int = 0
    defined: int = 0  # the font that the font table is defining
    codecs: dict[int, str] = field(default_factory=dict)
    symbols: set[int] = field(default_factory=set)

    def charset(self, number: int) -> None:
        if number == SYMBOLS:
            self.symbols.add(self.defined)
        elif number in CHARSETS:
            self.codecs[self.defined] = CHARSETS[number]

    def codec(self, state: State) -> str:
        """The code page of a text: that of its font, unless only its other font or the document is Chinese."""
        own = self.codecs.get(state.font)
        tried = (own, self.codecs.get(state.other_font), self.page_codec)
        return next((name for name in tried if name in EASTERN), own or self.page_codec)


@dataclass(slots=True)
class Colors:
    """The colours that a file declares, by number, and the one that the colour table is defining."""

    known: list[tuple[int, ...]] = field(default_factory=list)
    mixed: list[int] = field(default_factory=lambda: [0, 0, 0])

    def end(self, count: int) -> None:
        for _ in range(count):
            self.known.append(tuple(self.mixed))
            self.mixed = [0, 0, 0]

    def is_white(self, number: int) -> bool:
        return 0 <= number < len(self.known) and self.known[number] == (255, 255, 255)
