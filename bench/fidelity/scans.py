"""The report as pictures: printed pages rendered in greyscale, rotated slightly or photographed, saved as JPEG."""

import io
from random import Random

import numpy as np
import pypdfium2
from PIL import Image
from playwright.sync_api import Page

from bench.fidelity.filled import Filled
from bench.fidelity.made import Made, made
from bench.fidelity.photos import CONDITIONS
from bench.fidelity.printed import ON_ONE_PAGE, PRINT_LAYOUTS, PrintLayout, print_pdf

DPI = 200
SCAN_LAYOUTS = ("scan_pdf", "scan_picture")
_QUALITY = 70
_MOST_SKEW = 1.5  # degrees
_NOISE = 9.0  # grey levels


def scanned(pdf: bytes, seed: int) -> list[Image.Image]:
    """Return the pages of a PDF as scanned pictures."""
    chance, noise = Random(seed), np.random.default_rng(seed)
    pictures: list[Image.Image] = []
    document = pypdfium2.PdfDocument(pdf)
    for number in range(len(document)):
        drawn = document[number].render(scale=DPI / 72, grayscale=True).to_pil().convert("L")
        turned = drawn.rotate(chance.uniform(-_MOST_SKEW, _MOST_SKEW), Image.Resampling.BICUBIC, fillcolor=255)
        levels = np.asarray(turned, dtype=np.float32) + noise.normal(-4, _NOISE, (turned.height, turned.width))
        grey = Image.fromarray(np.clip(levels, 0, 255).astype(np.uint8))
        stream = io.BytesIO()
        grey.save(stream, "JPEG", quality=_QUALITY)
        pictures.append(Image.open(stream))
    return pictures


def make_scan(tab: Page, form: Filled, name: str, seed: int) -> Made:
    """Make a report as a PDF of pictures or, typeset small enough for one page, as one JPEG or PNG."""
    if name == "scan_pdf":
        pages = scanned(print_pdf(tab, form, PRINT_LAYOUTS["pdf_ruled"], seed), seed)
        stream = io.BytesIO()
        pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=DPI, quality=_QUALITY)
        return made(form, name, "pdf", stream.getvalue(), "all", seed)
    printed = (print_pdf(tab, form, layout, seed) for layout in ON_ONE_PAGE)
    (page,) = scanned(next(pdf for pdf in printed if len(pypdfium2.PdfDocument(pdf)) == 1), seed)
    suffix = "png" if seed % 2 else "jpg"
    stream = io.BytesIO()
    page.save(stream, "PNG" if suffix == "png" else "JPEG", quality=_QUALITY, dpi=(DPI, DPI))
    return made(form, name, suffix, stream.getvalue(), "all", seed)


# How what is photographed is typeset: in whole pages of several sizes, and dense on one page.
_PHOTOGRAPHED = (
    PrintLayout(sizes=(9,), margin=12, height=1.2), PrintLayout(sizes=(10.5,), margin=14, height=1.3),
    PrintLayout(sizes=(12,), margin=16, height=1.3), PrintLayout(sizes=(8,), margin=8, height=1.15, numbered=False),
)  # fmt: skip
_DENSE = 0.5  # share of reports on one page of small type
_FONTS = ("'Noto Serif CJK SC'", "'Noto Sans CJK SC'", "'DejaVu Sans','Noto Sans CJK SC'")


def make_photo(tab: Page, form: Filled, condition: str, seed: int) -> Made:
    """Make a report as photographs of its pages in one condition: a JPEG, or a PDF if there are several."""
    chance, noise = Random(seed), np.random.default_rng(seed)
    font = chance.choice(_FONTS)
    layouts = ON_ONE_PAGE if chance.random() < _DENSE else (chance.choice(_PHOTOGRAPHED),)
    resolution = chance.choice((150, 160, 175, 190, 200))
    printed = (print_pdf(tab, form, layout, seed, font) for layout in layouts)
    pdf = next(pdf for pdf in printed if layouts is not ON_ONE_PAGE or len(pypdfium2.PdfDocument(pdf)) == 1)
    pages: list[Image.Image] = []
    for page in pypdfium2.PdfDocument(pdf):
        drawn = page.render(scale=resolution / 72, grayscale=True).to_numpy()
        picture = CONDITIONS[condition](drawn.reshape(drawn.shape[:2]), noise)
        stream = io.BytesIO()
        quality = chance.randrange(60, 88)
        Image.fromarray(picture).save(stream, "JPEG", quality=quality, dpi=(resolution, resolution))
        pages.append(Image.open(stream))
    stream = io.BytesIO()
    if len(pages) == 1:
        pages[0].save(stream, "JPEG", quality=90, dpi=(resolution, resolution))
        return made(form, condition, "jpg", stream.getvalue(), "all", seed)
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=resolution, quality=90)
    return made(form, condition, "pdf", stream.getvalue(), "all", seed)
