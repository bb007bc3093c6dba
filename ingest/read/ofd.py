"""OFD (GB/T 33190, a ZIP of XML with placed text) → Document: the same lines and cells as a PDF's."""

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain

from lxml import etree

from ingest.read.document import Document
from ingest.read.ofd_objects import PER_MM, Matrix, Placed, moved, numbers_of, path_edges, placed_runs, within
from ingest.read.ofd_text import glyphs_of
from ingest.read.office_parts import Parts, name_of
from ingest.read.page_parts import Sheet, Stroke
from ingest.read.pages import MOST_GLYPHS, MOST_OBJECTS, MOST_PAGES, Pages
from ingest.read.ruled import layout
from ingest.read.strokes import add_strokes
from ingest.read.unreadable import Unreadable

_A4 = (0.0, 0.0, 210.0, 297.0)  # mm
_FEW = 20  # characters; a page with a picture and fewer characters is a scan
_DEEPEST = 12  # blocks and composite objects within one another


@dataclass(slots=True)
class _File:
    """One document of an OFD file: its parts, and what its pages share."""

    parts: Parts
    folder: str
    area: tuple[float, ...] = _A4
    templates: dict[str, str] = field(default_factory=dict)  # id → part
    units: dict[str, etree._Element] = field(default_factory=dict)  # id → a drawing used by several pages
    media: dict[str, str] = field(default_factory=dict)  # id → part
    left: int = MOST_OBJECTS
    characters: int = MOST_GLYPHS
    known: set[str] = field(default_factory=set)  # parts of resources that were read

    def read_resources(self, name: str) -> None:
        """Remember the drawings and pictures that a part of resources declares."""
        if name in self.known or not self.parts.has(name):
            return
        self.known.add(name)
        root = self.parts.root(name)
        folder = _place(posixpath.dirname(name), str(root.get("BaseLoc", "")))
        for each in root.iter():
            if name_of(each) == "CompositeGraphicUnit":
                self.units[str(each.get("ID"))] = each
            elif name_of(each) == "MultiMedia" and (file := _text(each, "MediaFile")):
                self.media[str(each.get("ID"))] = _place(folder, file)


@dataclass(slots=True)
class _Drawn:
    """What a page draws: runs of text, lines, and the ids of pictures."""

    runs: list[Placed] = field(default_factory=list)
    horizontal: list[Stroke] = field(default_factory=list)
    vertical: list[Stroke] = field(default_factory=list)
    pictures: list[str] = field(default_factory=list)


def read_ofd(data: bytes) -> Document:
    """Read an OFD file's bytes; raise Unreadable if it is damaged, locked, a scan, or holds too much."""
    parts = Parts(data, "OFD")
    start = parts.root("OFD.xml")
    roots = [text for each in start.iter() if name_of(each) == "DocRoot" and (text := (each.text or "").strip())]
    if not roots:
        raise Unreadable("damaged", kind="OFD")
    pages = Pages()
    scans: list[bytes | None] = []
    count = 0
    for location in roots:
        name = _place("", location)
        if not parts.has(name):
            # What an encrypted file hides from those without its key is left out under its own name.
            raise Unreadable("locked" if parts.has("Encryptions.xml") else "damaged", kind="OFD")
        root = parts.root(name)
        file = _file(parts, root, posixpath.dirname(name))
        for page in (each for each in root.iter() if name_of(each) == "Page"):
            count += 1
            if count > MOST_PAGES:
                raise Unreadable("too_many_pages", pages=count, limit=MOST_PAGES)
            sheet, picture = _sheet(file, _place(file.folder, str(page.get("BaseLoc", ""))), count)
            if picture is not None and len(sheet.glyphs) < _FEW:
                scans.append(parts.content(picture) if parts.has(picture) else None)
            pages.add(layout(sheet))
    return _with_scans(pages, scans, count)


def _with_scans(pages: Pages, scans: list[bytes | None], count: int) -> Document:
    """The document; pages that are pictures are recognised if all are, else they are counted as unread."""
    pictures = [each for each in scans if each is not None]
    if scans and len(scans) == count:
        from ingest.read.scan import read_pictures

        if len(pictures) < len(scans):
            raise Unreadable("no_picture")
        return read_pictures(pictures)
    document = pages.document()
    document.unread = len(scans)
    document.is_whole = True
    return document


def _file(parts: Parts, root: etree._Element, folder: str) -> _File:
    file = _File(parts, folder)
    for each in root.iter():
        name = name_of(each)
        if name == "PhysicalBox":
            file.area = _box(each.text, file.area)
        elif name == "TemplatePage":
            file.templates[str(each.get("ID"))] = _place(folder, str(each.get("BaseLoc", "")))
        elif name in ("PublicRes", "DocumentRes"):
            file.read_resources(_place(folder, each.text or ""))
    return file


def _sheet(file: _File, name: str, number: int) -> tuple[Sheet, str | None]:
    """A page with those that it is printed upon, and the part that holds its picture if it has one."""
    drawn = _Drawn()
    area = file.area
    if file.parts.has(name):
        root = file.parts.root(name)
        layers = (file.parts.root(under) for each in root if name_of(each) == "Template"
                  if (under := file.templates.get(str(each.get("TemplateID")))) and file.parts.has(under))  # fmt: skip
        for each in root.iter():
            if name_of(each) == "PhysicalBox":
                area = _box(each.text, area)
            elif name_of(each) == "PageRes":
                file.read_resources(_place(posixpath.dirname(name), each.text or ""))
        for layer in chain(layers, (root,)):
            for content in layer:
                if name_of(content) == "Content":
                    _draw(content, (PER_MM, 0.0, 0.0, PER_MM, -area[0] * PER_MM, -area[1] * PER_MM), drawn, file, 0)
    sheet = Sheet(
        number, area[2] * PER_MM, area[3] * PER_MM, glyphs_of(drawn.runs), drawn.horizontal, drawn.vertical
    )  # fmt: skip
    return sheet, next((file.media[each] for each in drawn.pictures if each in file.media), None)


def _draw(node: etree._Element, matrix: Matrix, drawn: _Drawn, file: _File, depth: int) -> None:
    if depth > _DEEPEST:
        raise Unreadable("too_much", limit=_DEEPEST)
    for child in _shown(node):
        file.left -= 1
        if file.left < 0:
            raise Unreadable("too_much", limit=MOST_OBJECTS)
        name = name_of(child)
        if name == "TextObject":
            for run in placed_runs(child, matrix):
                file.characters -= len(run.text)
                if file.characters < 0:
                    raise Unreadable("too_much", limit=MOST_GLYPHS)
                drawn.runs.append(run)
        elif name == "PathObject":
            before = len(drawn.horizontal) + len(drawn.vertical)
            add_strokes(path_edges(child, matrix), drawn.horizontal, drawn.vertical)
            file.left -= len(drawn.horizontal) + len(drawn.vertical) - before
        elif name == "ImageObject":
            drawn.pictures.append(str(child.get("ResourceID")))
        elif name == "CompositeObject":
            unit = file.units.get(str(child.get("ResourceID")))
            for content in unit if unit is not None else ():
                if name_of(content) == "Content":
                    _draw(content, within(moved(child), matrix), drawn, file, depth + 1)
        elif name in ("Layer", "PageBlock"):
            _draw(child, matrix, drawn, file, depth + 1)


def _shown(node: etree._Element) -> Iterator[etree._Element]:
    return (child for child in node if child.get("Visible", "true").lower() not in ("false", "0"))


def _place(folder: str, location: str) -> str:
    """The name of a part that another one refers to: relative to its folder, or from the top with a slash."""
    location = location.strip().replace("\\", "/")
    return posixpath.normpath(posixpath.join("/", folder, location)).lstrip("/")


def _text(node: etree._Element, name: str) -> str:
    return next(((each.text or "").strip() for each in node if name_of(each) == name), "")


def _box(text: str | None, otherwise: tuple[float, ...]) -> tuple[float, ...]:
    numbers = numbers_of(text or "", 4)
    return numbers if len(numbers) == 4 and numbers[2] > 0 and numbers[3] > 0 else otherwise
