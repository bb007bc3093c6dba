"""Pictures of pages → where their ink is, whatever the light. Pure; OpenCV is imported with the first picture."""

from functools import cache
from importlib import import_module
from typing import Any

Picture = Any  # a greyscale picture in OpenCV's format: an array of bytes, rows by columns
_BLOCK = 41  # pixels; the neighbourhood whose mean is taken for the paper's brightness
_DARKER = 14  # grey levels below that mean which are ink
_MOST_DARKER = 40  # the same on the noisiest paper
_PAPER, _BRIGHT = 235.0, 200.0  # grey levels of paper in even light, and above which a page is left alone
_MOST_GAIN = 5.0
_ABOVE_NOISE = 4.0  # times the paper's own noise
_GRAIN = 6.0  # grey levels of noise above which a page is smoothed
_SMOOTH = 0.8  # pixels; less than the stroke of a small character


@cache
def opencv() -> Any:
    """OpenCV, kept from writing warnings about damaged pictures into the command's output."""
    cv2 = import_module("cv2")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2


def ink_of(picture: Picture, darker: float = _DARKER) -> Picture:
    """A mask of the ink, white on black: what is `darker` than its neighbourhood by so many grey levels."""
    cv2 = opencv()

    return cv2.adaptiveThreshold(
        cv2.GaussianBlur(picture, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, darker
    )


def evenly_lit(picture: Picture) -> Picture:
    """A page with its shadows lifted: paper is as bright everywhere. A scan, which is evenly lit, stays as it is."""
    cv2, np = opencv(), import_module("numpy")
    height, width = picture.shape
    small = cv2.resize(picture, (max(1, width // 8), max(1, height // 8)), interpolation=cv2.INTER_AREA)
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (9, 9)))
    if float(np.quantile(paper, 0.02)) > _BRIGHT:
        return picture
    gain = (_PAPER / np.maximum(cv2.GaussianBlur(paper, (0, 0), 3), _PAPER / _MOST_GAIN)).astype(np.float32)
    lit = picture * cv2.resize(gain, (width, height), interpolation=cv2.INTER_LINEAR)
    return np.clip(lit, 0, 255).astype(np.uint8)


def darker_than_noise(picture: Picture) -> float:
    """How many levels darker than its paper ink has to be, for noise and the moiré of a screen not to be ink.

    Never more than a third of what the ink of this page is darker: on poor pictures it is noise that counts as ink, and
    makes a blank unreadable, and never the other way round.
    """
    cv2, np = opencv(), import_module("numpy")
    smooth = np.ascontiguousarray(cv2.GaussianBlur(picture, (3, 3), 0)[::2, ::2])
    deeper = cv2.blur(smooth, (_BLOCK // 2, _BLOCK // 2)).astype(np.int16) - smooth
    noise = 1.4826 * float(np.median(np.abs(deeper)))
    depth = float(np.quantile(deeper, 0.997))
    return max(_DARKER, min(_MOST_DARKER, depth / 3, _ABOVE_NOISE * noise))


def without_grain(picture: Picture) -> Picture:
    """A page with its noise smoothed, if it has much: lifted shadows have, and recognisers take it for strokes."""
    cv2, np = opencv(), import_module("numpy")
    smooth = cv2.GaussianBlur(picture, (0, 0), 2)
    noise = 1.4826 * float(np.median(cv2.absdiff(picture, smooth)))
    return cv2.GaussianBlur(picture, (0, 0), _SMOOTH) if noise > _GRAIN else picture
