"""Pictures inside documents, without what they tell of place, time and camera; their points stay as they are.

Only the pieces around the points are left out, so nothing is drawn anew. Knows no document.
"""

import re
import struct
from collections.abc import Callable, Iterator

_PNG = b"\x89PNG\r\n\x1a\n"
_TELLING = {b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"tIME"}
_JPEG = b"\xff\xd8"
# APP1 to APP15 and COM: Exif, XMP, IPTC, makers' notes, remarks; APP0 and APP14 say how colours are to be read.
_LEFT_OUT = {*range(0xE1, 0xEE), 0xEF, 0xFE}
_COLOURS = b"ICC_PROFILE\0"
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")


def bare(picture: bytes) -> bytes:
    """Return a JPEG or PNG without what it tells; anything else, and what is damaged, as it is."""
    strip = next((strip for sign, strip in _STRIPPERS if picture.startswith(sign)), None)
    if strip is None:
        return picture
    try:
        return b"".join(strip(picture))
    except (struct.error, ValueError):
        return picture


def _jpeg(picture: bytes) -> Iterator[bytes]:
    yield _JPEG
    place = 2
    while True:
        found = _NEXT_MARKER.search(picture, place)  # points hold no marker: after them the next piece is looked for
        if found is None:
            raise ValueError("no end of the picture")
        yield picture[place : found.start()]
        marker, place = picture[found.end() - 1], found.end()
        if marker == 0xD9:
            yield b"\xff\xd9"
            return  # what hangs behind the end is no part of the picture
        length = struct.unpack_from(">H", picture, place)[0]
        piece = picture[place : place + length]
        place += length
        if marker not in _LEFT_OUT or (marker == 0xE2 and piece[2:].startswith(_COLOURS)):
            yield bytes([0xFF, marker]) + piece


def _png(picture: bytes) -> Iterator[bytes]:
    yield _PNG
    place, name = len(_PNG), b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", picture, place)
        piece = picture[place : place + length + 12]
        place += length + 12
        if name not in _TELLING:
            yield piece


_STRIPPERS: tuple[tuple[bytes, Callable[[bytes], Iterator[bytes]]], ...] = ((_JPEG, _jpeg), (_PNG, _png))
