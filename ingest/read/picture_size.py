"""How large a picture of a page may be: looked up in its header, before anything is unpacked."""

import io
import warnings
from importlib import import_module

from ingest.read.unreadable import Unreadable

MOST_PIXELS = 100_000_000  # an A3 page at 600 dpi has 70 million
LONGEST_SHAPE = 10  # times as long as broad; a page read as one long strip may be that long


def check_size(data: bytes) -> None:
    """Raise Unreadable for a picture that says to be too large or too thin for a page."""
    image = import_module("PIL.Image")
    try:
        with warnings.catch_warnings(action="ignore"), image.open(io.BytesIO(data)) as picture:
            width, height = picture.size
    except image.DecompressionBombError:
        raise Unreadable("picture_size") from None
    except (OSError, ValueError, SyntaxError):
        raise Unreadable("no_picture") from None
    if width * height > MOST_PIXELS or max(width, height) > LONGEST_SHAPE * min(width, height):
        raise Unreadable("picture_size")
