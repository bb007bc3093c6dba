"""Web pages → Document: tables with merged cells, tables inside layout tables, labels split by markup."""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ingest.read.depth import check_depth
from ingest.read.document import OBJECT, Document
from ingest.read.form_fields import with_values
from ingest.read.tables import Page, squeezed
from ingest.read.unreadable import Unreadable

_ROWS_AND_CELLS = frozenset(("tr", "td", "th"))
_SKIPPED = ["script", "style", "template"]
_BLOCKS = frozenset({
    "p", "div", "br", "li", "ul", "ol", "dl", "dd", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "td", "th",
    "section", "article", "header", "footer", "main", "nav", "center", "blockquote", "pre", "hr", "form", "caption",
})  # fmt: skip
_CAPITALS = re.compile(r"</?[A-Z][\w:]*")  # names of tags; the patterns below know small letters only, for their speed
# Text in its own paragraph, link or insertion is not part of the number next to it: a space before each such tag
# separates the two, however the text of a cell is extracted.
_MARKS_A_GAP = re.compile(r"<(?=/?(?:p|div|br|li|a|ins|small|textarea)[\s>/])")
_MARKS_AN_OBJECT = re.compile(
    r"<(?=(?:img|input(?!\s[^<>]*(?i:type\s*=\s*.?hidden))|object|embed|canvas|svg|select|button|math|iframe|video"
    r"|noscript|script|sup|sub|del|s|strike|ruby|small)[\s>/])"
)
_FORMATTING, _FORMATTING_AND_SPANS = (
    re.compile(rf"</?(?:font|b|i|u|strong|em|tt|big|o:p{more})(?:\s[^<>]*)?>") for more in ("", "|span")
)
_LARGE = 500_000  # characters; larger pages are checked for content on which the parser would take too long
_MOST_MARKUP = 8_000_000  # characters without embedded pictures; a page has under half a million
_EMBEDDED = re.compile(r"""=\s*(?:"data:[^"]*"|'data:[^']*')""")
_MONSTER = re.compile(r"<[^<>]{50000}")
_STYLES = (
    r"line-through", r"vertical-align\s*:\s*(?:super|sub|text-top)", r"opacity\s*:\s*0(?!\s*\.?\d*[1-9])",
    r"font-size\s*:\s*0", r"\bsr-only\b", r"\bvisually-hidden\b", r"href\s*=\s*[\"']?#_?(?:ftn|fn|edn|note)",
)  # fmt: skip
_MARKS_BY_STYLE = re.compile(rf"<(?=\w+\s[^<>]*(?:{'|'.join(_STYLES)}))", re.IGNORECASE)
# One by one, by what they begin with, they are looked for first: that is far faster than anywhere within a tag. In
# bytes, whatever is not ASCII may be a blank.
_TELLING = tuple(
    re.compile(style.partition("(?!")[0].replace(r"\s*", r"(?:\s|[\x80-\xff])*").encode()) for style in _STYLES
)
_HIDING_RULE = re.compile(rb"\.([\w\x80-\xff-]+)\s*\{[^{}]*(?:display\s*:\s*none|visibility\s*:\s*hidden)")
# What a page says of itself (政府网站发展指引 and usage), as the labels that pages print.
_META = {
    "title": "", "articletitle": "标题: ", "pubdate": "发布时间: ", "sitename": "网站名称: ",
    "sitedomain": "网站域名: ", "columnname": "栏目: ", "contentsource": "来源: ",
}  # fmt: skip
# In a page's title, between the article's and the names of section and site, in either order.
_SITE = re.compile(r"[_|｜]|\s[-—–]+\s?|-{2,}|(?<=[㐀-鿿])[-—–]+(?=[㐀-鿿])")
_HIDES = r"display\s*:\s*none|visibility\s*:\s*hidden"
_HIDDEN, _HIDDEN_IN_BYTES = re.compile(_HIDES, re.IGNORECASE), re.compile(_HIDES.encode())
_LONGEST = 300  # characters; no cell of the form is nearly that long
_DEEPEST = 400  # markup nested deeper than this is damaged and not read


def read_html(text: str) -> Document:
    """Read a page's markup: its lines, tables, and rows of text. Raise Unreadable for an oversized tag."""
    data = text.encode(errors="replace")  # the words of markup are ASCII, and bytes are lowered and searched faster
    low = data.lower()
    if low != data and _CAPITALS.search(text):
        text = _CAPITALS.sub(lambda tag: tag[0].lower(), text)
    if b"<input" in low or b"<select" in low:
        text = with_values(text)
    text = _MARKS_AN_OBJECT.sub(f"{OBJECT} <", _MARKS_A_GAP.sub(" <", text))
    if len(text) > _LARGE:
        text = _EMBEDDED.sub('=""', text)
        if len(text) > _MOST_MARKUP:
            raise Unreadable("too_much", limit=_MOST_MARKUP)
        if _MONSTER.search(text):
            raise Unreadable("damaged", kind="HTML")
    if any(style.search(low) for style in _TELLING):
        text = _MARKS_BY_STYLE.sub(f"{OBJECT} <", text)
    hides = _hidden_by(low)
    # Character-level markup carries no meaning here, and unclosed tags would nest without limit.
    text = (_FORMATTING if hides is not None else _FORMATTING_AND_SPANS).sub("", text)
    check_depth(text, low.count(b"<"))
    tree = LexborHTMLParser(text)
    tree.strip_tags(_SKIPPED)
    page = Page()
    for head in (*tree.tags("title"), *(each for each in tree.tags("meta") if each.attributes.get("name"))):
        lead = _META.get((head.attributes.get("name") or "title").lower())
        if lead is not None:
            _say(page, lead, head.attributes.get("content") or head.text())
    body = tree.body
    if body is not None:
        _Walk(page, hides).run(body)
    return page.document()


def _say(page: Page, label: str, content: str) -> None:
    """Add what a page says of itself as a line; the article's name and the site's in its title are two lines."""
    if label not in ("", _META["articletitle"]):
        if content.strip():
            page.say(label + content)
        return
    parts = [part for part in _SITE.split(content) if part.strip()] or [""]
    about = [part for part in parts if "公开" in part or "年报" in part]
    article = next((part for part in about if "公开" in part and ("报告" in part or "年报" in part)), "")
    page.say(label + (article or (about or [parts[0] if label else ""])[0]))
    for part in parts:
        if part not in about and not label and part:
            page.say(_META["sitename"] + part)


class _Walk:
    """A walk over a page; `line` is the text collected since the last block began."""

    def __init__(self, page: Page, hides: frozenset[str] | None) -> None:
        self.page = page
        self.hides = hides
        self.line: list[str] = []

    def run(self, body: LexborNode) -> None:
        self.descend(body, 0)
        self.end_line()

    def is_hidden(self, node: LexborNode) -> bool:
        return self.hides is not None and _is_hidden(node, self.hides)

    def is_out_of_sight(self, node: LexborNode, table: int) -> bool:
        """Whether a row or cell is hidden, or inside a hidden part of its table."""
        at: LexborNode | None = node
        while at is not None and at.mem_id != table:
            if self.is_hidden(at):
                return True
            at = at.parent
        return False

    def end_line(self) -> None:
        if self.line:
            self.page.say("".join(self.line))
            self.line = []

    def descend(self, node: LexborNode, depth: int) -> None:
        child = node.child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                self.line.append(child.text_content or "")
            elif tag == "table" and (rows := self.table(child)) is not None:
                self.end_line()
                self.page.table(rows)
            elif tag != "-comment" and depth < _DEEPEST and not self.is_hidden(child):
                if tag in _BLOCKS:
                    self.end_line()
                    self.descend(child, depth + 1)
                    self.end_line()
                else:
                    self.descend(child, depth + 1)
            child = child.next

    def table(self, node: LexborNode) -> list[list[str]] | None:
        """Return the cells of a data table, row by row; None for a layout table of tables or whole articles."""
        rows: list[list[str]] = []
        own = node.mem_id
        for each in node.traverse():
            tag = each.tag
            if self.hides is not None and tag in _ROWS_AND_CELLS and self.is_out_of_sight(each, own):
                continue
            if tag == "td" or tag == "th":
                text = self.cell(each)
                if len(text) > _LONGEST:
                    return None
                if rows:
                    rows[-1].append(text)
            elif tag == "tr":
                rows.append([])
            elif tag == "table" and each.mem_id != own:
                return None
        return rows

    def cell(self, node: LexborNode) -> str:
        child = node.child
        if child is None:
            return ""
        if child.tag == "-text" and child.next is None:
            return squeezed(child.text_content or "")
        if self.hides is None:
            return squeezed(node.text(deep=True))
        pieces: list[str] = []
        self.gather(node, pieces, 0)
        return squeezed("".join(pieces))

    def gather(self, node: LexborNode, pieces: list[str], depth: int) -> None:
        """Collect the text of a cell on a page that hides some of its text."""
        child = node.child
        while child is not None:
            tag = child.tag
            if tag == "-text":
                pieces.append(child.text_content or "")
            elif tag != "-comment" and depth < _DEEPEST and not self.is_hidden(child):
                self.gather(child, pieces, depth + 1)
            child = child.next


def _hidden_by(low: bytes) -> frozenset[str] | None:
    """The classes with which a page (in lower case) hides text; None if it hides none, which skips all checks."""
    if b"none" not in low and b"hidden" not in low:
        return None
    classes = frozenset(name.decode() for name in _HIDING_RULE.findall(low))
    return classes if classes or _HIDDEN_IN_BYTES.search(low) or b"hidden" in low else None


def _is_hidden(node: LexborNode, classes: frozenset[str]) -> bool:
    attributes = node.attributes
    if "hidden" in attributes or _HIDDEN.search(attributes.get("style") or ""):
        return True
    return bool(classes) and not classes.isdisjoint((attributes.get("class") or "").lower().split())
