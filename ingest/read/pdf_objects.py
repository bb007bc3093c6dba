"""The objects of a PDF as they stand in its bytes: enough of them to tell what a page costs before it is loaded. Pure.

PDFium, which reads PDFs here, draws what a page refers to as soon as the page is opened, and has no bound for it. The
file's table of objects is not used: an object counts wherever it stands, so that nothing can hide behind the table.
"""

import base64
import re
import zlib
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from ingest.read.unreadable import Unreadable

_BLANK = rb"[\x00\t\n\f\r ]"
_NUMBERED = re.compile(rb"(\d{1,10})" + _BLANK + rb"{1,9}\d{1,5}" + _BLANK + rb"{0,9}\Z")
_TOKEN = re.compile(
    _BLANK + rb"*+(?:%[^\r\n]*+" + _BLANK + rb"*+)*+"
    rb"(?:(<<|>>|\[|\])|/([^\x00\t\n\f\r /<>\[\](){}%]*+)"
    rb"|(\d{1,10})" + _BLANK + rb"{1,9}\d{1,5}" + _BLANK + rb"{1,9}R(?![A-Za-z])"
    rb"|(\()|(<[^<>]*+>)|([^\x00\t\n\f\r /<>\[\](){}%]++))"
)  # fmt: skip
_BRACKET = re.compile(rb"[()]|\\.", re.DOTALL)
_STREAM = re.compile(_BLANK + rb"*+stream(?:\r\n|\n|\r)?")
_IN_OTHERS = re.compile(rb"/(?:ObjStm|XRef)(?![A-Za-z])")
# A key whose letters are written as numbers is meant to be overlooked; fonts have such names, keys have not.
_ESCAPED = re.compile(rb"/(?=[A-Za-z0-9]*#)([A-Za-z0-9#]{1,80})")
_KEYS = frozenset((
    b"Type", b"Subtype", b"ObjStm", b"XRef", b"Contents", b"Resources", b"XObject", b"Form", b"Filter", b"F", b"Fl",
    b"FlateDecode", b"First", b"N", b"Parent", b"Kids", b"Pages", b"Page", b"Encrypt",
))  # fmt: skip
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_MOST_TOKENS = 300_000  # in one object
_PIECE = 4096  # bytes that are unpacked at a time
_LARGEST = 32 * 1024 * 1024  # bytes of the objects that one stream of objects holds
MOST_OF_A_STREAM = 8 * 1024 * 1024  # bytes of what a page draws; a page of a report draws under half a megabyte


class Ref(NamedTuple):
    """A reference to an object by its number."""

    number: int


class Found(NamedTuple):
    """An object where it stands: its value, and where its stream begins in the bytes (0 if it has none)."""

    value: Any
    stream: int
    at: int


class Objects:
    """The objects of a PDF by number; of two with one number both count. Raises Unreadable for keys in disguise."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        _check_names(data)
        self._places: list[int] = []
        self._numbered: dict[int, list[tuple[bytes, int]]] = {}
        self._found: dict[tuple[int, int], Found] = {}
        self._texts: list[bytes] = [data]
        at = data.find(b"obj")
        while at >= 0:
            if data[at - 3 : at] != b"end" and (number := _number_before(data, at)) is not None:
                self._places.append(at + 3)
                self._numbered.setdefault(number, []).append((data, at + 3))
            at = data.find(b"obj", at + 3)
        for place in {self._around(sign.start()) for sign in _IN_OTHERS.finditer(data)} - {-1}:
            self._read_others(self._read(data, place))

    def _around(self, at: int) -> int:
        """Where the object that a place is in begins."""
        index = bisect_right(self._places, at) - 1
        return self._places[index] if index >= 0 else -1

    def _read_others(self, holder: Found) -> None:
        """Remember the objects within a stream of objects."""
        if not holder.stream or not isinstance(holder.value, dict):
            return
        text = b"".join(self.unpacked(holder, _LARGEST))
        first = holder.value.get(b"First")
        if holder.value.get(b"Type") != b"/ObjStm" or not isinstance(first, bytes) or not first.isdigit():
            return
        _check_names(text)
        self._texts.append(text)
        numbers = text[: int(first)].split()
        for number, offset in zip(numbers[::2], numbers[1::2], strict=False):
            if number.isdigit() and offset.isdigit() and len(number) < 11 and len(offset) < 11:
                self._numbered.setdefault(int(number), []).append((text, int(first) + int(offset)))

    def of(self, value: Any) -> Iterator[Found]:
        """The objects that a value is, or refers to."""
        if not isinstance(value, Ref):
            yield Found(value, 0, 0)
            return
        for text, at in self._numbered.get(value.number, ()):
            yield self._read(text, at)

    def dictionaries(self, value: Any) -> Iterator[dict[bytes, Any]]:
        """The dictionaries that a value is, or refers to."""
        return (found.value for found in self.of(value) if isinstance(found.value, dict))

    def pages(self) -> Iterator[dict[bytes, Any]]:
        """Every dictionary that says what is drawn on a page."""
        for text in self._texts:
            starts = self._places if text is self.data else sorted(
                at for places in self._numbered.values() for own, at in places if own is text
            )  # fmt: skip
            seen = -1
            sign = text.find(b"/Contents")
            while sign >= 0:
                index = bisect_right(starts, sign) - 1
                behind = text[sign + 9 : sign + 40].lstrip()[:1]
                if index >= 0 and starts[index] != seen and (behind == b"[" or behind.isdigit()):
                    seen = starts[index]
                    value = self._read(text, seen).value
                    if isinstance(value, dict):
                        yield value
                sign = text.find(b"/Contents", sign + 9)

    def _read(self, text: bytes, at: int) -> Found:
        key = id(text), at
        if key not in self._found:
            value, end = _value(text, at)
            stream = _STREAM.match(text, end) if isinstance(value, dict) and text is self.data else None
            self._found[key] = Found(value, stream.end() if stream else 0, at)
        return self._found[key]

    def unpacked(self, found: Found, most: int = MOST_OF_A_STREAM) -> Iterator[bytes]:
        """The bytes of a stream, piece by piece; raise Unreadable as soon as there are more than `most` of them."""
        end = self.data.find(b"endstream", found.stream)
        filters = [
            each for value in self.of(found.value.get(b"Filter", found.value.get(b"F")))
            for part in (value.value if isinstance(value.value, list) else [value.value])
            for each in (inner.value for inner in self.of(part)) if isinstance(each, bytes)
        ]  # fmt: skip
        pieces = _pieces(self.data, found.stream, end if end >= 0 else len(self.data))
        for name in filters:
            pieces = _decoded(name, pieces)
        size = 0
        for piece in pieces:
            size += len(piece)
            if size > most:
                raise Unreadable("too_much", limit=f"{most // 2**20} MB")
            yield piece


def _number_before(data: bytes, at: int) -> int | None:
    """The number of the object that begins at a place; None where none does."""
    words = data[max(0, at - 20) : at].split()
    if len(words) > 1 and words[-1].isdigit() and words[-2].isdigit() and len(words[-2]) < 11:
        return int(words[-2])
    found = _NUMBERED.search(data, max(0, at - 34), at)
    return int(found[1]) if found else None


def _check_names(text: bytes) -> None:
    for name in _ESCAPED.findall(text):
        if _ESCAPE.sub(lambda code: bytes((int(code[1], 16),)), name) in _KEYS:
            raise Unreadable("damaged", kind="PDF")


def _pieces(data: bytes, begin: int, end: int) -> Iterator[bytes]:
    return (data[at : min(end, at + _PIECE)] for at in range(begin, end, _PIECE))


def _decoded(name: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    if name in (b"/FlateDecode", b"/Fl"):
        return _inflated(pieces)
    if name in (b"/ASCIIHexDecode", b"/AHx", b"/ASCII85Decode", b"/A85"):
        return _from_letters(name, pieces)
    if name in (b"/LZWDecode", b"/LZW", b"/RunLengthDecode", b"/RL"):
        # Nothing has been written so since reports have their form; what it holds is not known, only how much may be.
        return (b"\x00" * 1024 for piece in pieces for _ in piece)
    return pieces  # a picture's


def _inflated(pieces: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj()
    try:
        for piece in pieces:
            before = unpacker.copy()
            try:
                out = unpacker.decompress(piece, 2**20)
                while out:
                    yield out
                    out = unpacker.decompress(unpacker.unconsumed_tail, 2**20)
            except zlib.error:
                for byte in piece:  # what comes before the damage is drawn
                    yield before.decompress(bytes((byte,)))
            if unpacker.eof:
                return
    except zlib.error:
        return


def _from_letters(name: bytes, pieces: Iterator[bytes]) -> Iterator[bytes]:
    text = b"".join(b"".join(pieces).split())
    try:
        if name in (b"/ASCIIHexDecode", b"/AHx"):
            text = text.partition(b">")[0]
            yield bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))
        else:
            yield base64.a85decode(text.removeprefix(b"<~").partition(b"~")[0])
    except ValueError:
        yield text


def _value(text: bytes, at: int) -> tuple[Any, int]:
    """The value at a place, and where it ends: names begin with a slash, numbers and words stay bytes."""
    stack: list[list[Any]] = [[]]
    kinds = [b""]
    for _ in range(_MOST_TOKENS):
        token = _TOKEN.match(text, at)
        if token is None:
            break
        at = token.end()
        sign, name, ref, string, code, word = token.groups()
        if sign in (b"<<", b"["):
            stack.append([])
            kinds.append(sign)
            continue
        if sign is not None:
            if len(stack) == 1:
                break
            items = stack.pop()
            kind = kinds.pop()
            stack[-1].append(
                dict(zip((k[1:] for k in _keys(items[::2])), items[1::2], strict=False)) if kind == b"<<" else items
            )
        elif string is not None:
            at = _end_of_string(text, at)
            stack[-1].append(b"()")
        elif ref is not None:
            stack[-1].append(Ref(int(ref)))
        else:
            stack[-1].append(b"/" + name if name is not None else code or word)
        if len(stack) == 1:
            return stack[0][0], at
    return None, at


def _keys(items: list[Any]) -> Iterator[bytes]:
    return (each if isinstance(each, bytes) else b"" for each in items)


def _end_of_string(text: bytes, at: int) -> int:
    depth = 1
    for bracket in _BRACKET.finditer(text, at):
        depth += {b"(": 1, b")": -1}.get(bracket[0], 0)
        if not depth:
            return bracket.end()
    return len(text)
