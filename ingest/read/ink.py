"""Pictures of pages → where their ink is, whatever the light. Pure; OpenCV is imported with the first picture."""

from functools import cache
from importlib import import_module
from typing import Any

Picture = Any  # a greyscale picture in OpenCV's format: an array of bytes, rows by columns
_BLOCK = 41  # pixels; the neighbourhood whose mean is taken for the paper's brightness
_DARKER = 14  # grey levels below that mean which are ink


@cache
def opencv() -> Any:
    """OpenCV, kept from writing warnings about damaged pictures into the command's output."""
    cv2 = import_module("cv2")
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    return cv2


def ink_of(picture: Picture) -> Picture:
    """A mask of the ink, white on black, independent of the lighting of the photo."""
    cv2 = opencv()

    return cv2.adaptiveThreshold(
        cv2.GaussianBlur(picture, (3, 3), 0), 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _BLOCK, _DARKER
    )
