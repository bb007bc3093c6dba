"""By which angle a page has to be rotated for its lines to be level. Pure."""

from importlib import import_module

from ingest.read.ink import Picture, ink_of, opencv

_WIDTH = 900  # pixels; width of the picture in which the angle is searched for


def level_angle(picture: Picture) -> float:
    """By how many degrees, at most ten, a page must be rotated for its lines to be level.

    If lines of text and tables are level, rows of pixels are either full of ink or empty: the search is for the
    rotation with the highest contrast between rows, on a small picture and in ever smaller steps.
    """
    cv2, np = opencv(), import_module("numpy")
    ink = ink_of(picture)

    def contrast(small: Picture, angle: float) -> float:
        rows = rotated(small, angle, 0).sum(axis=1, dtype=np.float64)
        return float(((rows[1:] - rows[:-1]) ** 2).sum())

    best = 0.0
    for width, reach, step in ((_WIDTH // 2, 10.0, 0.5), (_WIDTH, 0.5, 0.1), (_WIDTH, 0.1, 0.02)):
        scale = width / picture.shape[1]
        small = cv2.resize(ink, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        tried = [best + n * step for n in range(-round(reach / step), round(reach / step) + 1)]
        best = max(tried, key=lambda angle: contrast(small, angle))
    return best


def rotated(picture: Picture, angle: float, ground: int = 255) -> Picture:
    """A picture rotated around its middle, with `ground` where nothing was."""
    cv2 = opencv()
    height, width = picture.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(picture, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=ground)
