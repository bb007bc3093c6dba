"""Pictures of pages → where their ink is, whatever the light. Pure; OpenCV is imported with the first picture."""

from functools import cache
from importlib import import_module
from typing import Any

Picture = Any  # a greyscale picture in OpenCV's format: an array of bytes, rows by columns
_BLOCK = 41  # pixels; the neighbourhood whose mean is taken for the paper's brightness
_DARKER = 14  # grey levels below that mean which are ink
_MOST_DARKER = 40  # the same on the noisiest paper
_ABOVE_NOISE = 4.0  # times the paper's own noise


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


def darker_than_noise(picture: Picture) -> float:
    """How many levels darker than its paper ink has to be, for noise and the moiré of a screen not to be ink."""
    cv2, np = opencv(), import_module("numpy")
    smooth = np.ascontiguousarray(cv2.GaussianBlur(picture, (3, 3), 0)[::2, ::2])
    around = cv2.blur(smooth, (_BLOCK // 2, _BLOCK // 2))
    noise = 1.4826 * float(np.median(cv2.absdiff(smooth, around)))
    return min(_MOST_DARKER, max(_DARKER, _ABOVE_NOISE * noise))
