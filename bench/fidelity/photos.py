"""Pictures of printed pages as agencies publish them: laid on a scanner, photographed, bent, from a screen, badly lit.

Every picture depends on its seed alone. Distances are shares of the page, so that they mean the same at any resolution.
"""

from collections.abc import Callable
from typing import Any

import cv2
import numpy as np

Picture = Any  # an array of grey levels, rows by columns
Chance = np.random.Generator
_PAPER = 255.0
_MOST_SKEW = 3.0  # degrees
_TABLE_TOP = (40, 150)  # grey levels of what a photographed page lies on


def skewed(page: Picture, chance: Chance) -> Picture:
    """A sheet laid on a scanner: turned by up to three degrees, evenly lit, with the noise of its sensor."""
    return _noisy(_turned(page, chance.uniform(-_MOST_SKEW, _MOST_SKEW)), chance, chance.uniform(5, 10), lift=-4)


def perspective(page: Picture, chance: Chance) -> Picture:
    """A page on a desk, photographed by hand at an angle."""
    height, width = page.shape
    margin = chance.uniform(0.03, 0.06)
    ground = cv2.copyMakeBorder(
        page, *(round(margin * height),) * 2, *(round(margin * width),) * 2, cv2.BORDER_CONSTANT,
        value=int(chance.integers(*_TABLE_TOP)),
    )  # fmt: skip
    seen = _tilted(ground, chance, 0.06, ground=int(ground[0, 0]))
    seen = _turned(seen, chance.uniform(-2, 2), ground=int(ground[0, 0]))
    return _noisy(_blurred(_lit(seen, chance, 0.12), chance.uniform(0.4, 0.7)), chance, chance.uniform(3, 6))


def bent(page: Picture, chance: Chance) -> Picture:
    """A page of an open book or a sheet that does not lie flat, seen from above and slightly from the side."""
    height, width = page.shape
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    depth = chance.uniform(0.012, 0.04)
    kind = chance.choice(("book", "wave", "cylinder"))
    side = x if chance.random() < 0.5 else 1 - x
    if kind == "book":  # steep at the spine, flat at the outer edge
        rise = np.exp(-side / chance.uniform(0.2, 0.35))
        across = 0.02 * np.exp(-side / 0.2) * np.sign(0.5 - side[0, 0])
    elif kind == "wave":
        phase, waves = chance.uniform(0, 2 * np.pi), chance.uniform(0.6, 1.1)
        rise = 0.5 + 0.5 * np.sin(2 * np.pi * waves * x + phase)
        across = 0.006 * np.sin(2 * np.pi * y + phase)
    else:  # curled around an axis near the middle
        rise = np.sqrt(np.maximum(0.0, 1 - ((x - chance.uniform(0.4, 0.6)) / 0.75) ** 2))
        across = 0.012 * np.sin(np.pi * y) * (x - 0.5) * 2
    depths = depth * (0.7 + 0.6 * y) if chance.random() < 0.5 else depth * (1.3 - 0.6 * y)
    lifted = rise * depths
    seen = cv2.remap(
        page, (x + across).astype(np.float32) * (width - 1),
        (y + lifted - float(lifted.mean())).astype(np.float32) * (height - 1), cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_CONSTANT, borderValue=_PAPER,
    )  # fmt: skip
    slope = np.gradient(rise, axis=1) * width
    shade = 1 - 0.25 * np.clip(slope * depth * 10, -0.6, 1)
    seen = _tilted(np.clip(seen * shade, 0, 255).astype(np.uint8), chance, 0.015)
    return _noisy(
        _blurred(_turned(seen, chance.uniform(-1, 1)), chance.uniform(0.3, 0.6)), chance, chance.uniform(3, 6)
    )


def screen(page: Picture, chance: Chance) -> Picture:
    """A photograph of a screen: its grid of pixels, moiré, a lifted black, a slight angle."""
    height, width = page.shape
    x, y = np.meshgrid(np.arange(width, dtype=np.float32), np.arange(height, dtype=np.float32))
    pitch, turn = chance.uniform(2.1, 3.2), chance.uniform(-0.05, 0.05)
    grid = np.cos(2 * np.pi * (x + turn * y) / pitch) + np.cos(2 * np.pi * (y - turn * x) / pitch)
    beat, lean = chance.uniform(14, 60), chance.uniform(0, np.pi)
    moire = np.cos(2 * np.pi * (x * np.cos(lean) + y * np.sin(lean)) / beat + 2 * np.sin(y / height * 4))
    lifted = 255 * (0.12 + 0.8 * (page / 255.0) ** chance.uniform(0.8, 1.3))
    levels = lifted * (1 + 0.05 * grid) + chance.uniform(6, 14) * moire
    seen = _tilted(np.clip(levels, 0, 255).astype(np.uint8), chance, 0.02, ground=20)
    return _noisy(_blurred(_lit(seen, chance, 0.15), chance.uniform(0.5, 0.8)), chance, chance.uniform(3, 6))


def dark(page: Picture, chance: Chance) -> Picture:
    """A page in bad light: low contrast, a gradient, the soft shadow of a hand, noise."""
    height, width = page.shape
    x, y = np.meshgrid(np.linspace(0, 1, width, dtype=np.float32), np.linspace(0, 1, height, dtype=np.float32))
    ink, paper = chance.uniform(20, 50), chance.uniform(120, 170)
    toward, at = chance.uniform(0, 2 * np.pi), chance.uniform(0.3, 0.7)
    along = (x - 0.5) * np.cos(toward) + (y - 0.5) * np.sin(toward)
    shadow = 1 - chance.uniform(0.3, 0.5) / (1 + np.exp((along - (at - 0.5)) * chance.uniform(12, 40)))
    light = 1 - 0.35 * (along + 0.5)
    seen = (ink + (page / 255.0) * (paper - ink)) * shadow * light
    seen = _turned(np.clip(seen, 0, 255).astype(np.uint8), chance.uniform(-1.5, 1.5), ground=int(seen[0, 0]))
    return _noisy(_blurred(seen, chance.uniform(0.3, 0.6)), chance, chance.uniform(4, 9))


CONDITIONS: dict[str, Callable[[Picture, Chance], Picture]] = {
    "skewed": skewed, "perspective": perspective, "bent": bent, "screen": screen, "dark": dark,
}  # fmt: skip


def _turned(page: Picture, angle: float, ground: int = 255) -> Picture:
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), angle, 1.0)
    return cv2.warpAffine(page, turn, (width, height), flags=cv2.INTER_CUBIC, borderValue=ground)


def _tilted(page: Picture, chance: Chance, most: float, ground: int = 255) -> Picture:
    """The page with its corners moved inwards by up to a share of its sides, as at an angle."""
    height, width = page.shape
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    inwards = np.array([[1, 1], [-1, 1], [-1, -1], [1, -1]], np.float32)
    moved = (flat + inwards * chance.uniform(0, most, (4, 2)) * (width, height)).astype(np.float32)
    return cv2.warpPerspective(
        page, cv2.getPerspectiveTransform(flat, moved), (width, height), flags=cv2.INTER_CUBIC, borderValue=ground
    )


def _lit(page: Picture, chance: Chance, most: float) -> Picture:
    """The page brighter on one side than on the other."""
    height, width = page.shape
    toward = chance.uniform(0, 2 * np.pi)
    x, y = np.meshgrid(np.linspace(-0.5, 0.5, width), np.linspace(-0.5, 0.5, height))
    return page * (1 - most * (0.5 + x * np.cos(toward) + y * np.sin(toward)))


def _blurred(page: Picture, sigma: float) -> Picture:
    return cv2.GaussianBlur(page, (0, 0), sigma)


def _noisy(page: Picture, chance: Chance, sigma: float, lift: float = 0.0) -> Picture:
    return np.clip(page + chance.normal(lift, sigma, page.shape), 0, 255).astype(np.uint8)
