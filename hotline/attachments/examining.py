"""What a file really is, told by its content and never by its name; it comes out without what it carries along.

Raises BadInput for everything that is not on the list of domain.enclosures. Writes nothing.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from PIL import Image, ImageOps

from hotline.domain import enclosures
from hotline.domain.enclosures import ACCEPTED, MOST_BYTES, MOST_PIXELS, Enclosure
from hotline.errors import BadInput

FIELD = "attachments"
THUMBNAIL = (320, 320)
MOST_UNPACKED, MOST_RATIO, MOST_ENTRIES = 100 * 1024 * 1024, 100, 2_000
PICTURES: Mapping[str, str] = {
    "JPEG": enclosures.JPEG,
    "PNG": enclosures.PNG,
    "WEBP": enclosures.WEBP,
    "GIF": enclosures.PNG,  # the first picture of it
}
OFFICE: Mapping[str, str] = {
    "word/document.xml": enclosures.WORD,
    "xl/workbook.xml": enclosures.SHEET,
    "ppt/presentation.xml": enclosures.SLIDES,
}
MACROS = "vbaproject.bin"
Image.MAX_IMAGE_PIXELS = MOST_PIXELS  # Pillow's own guard agrees with ours


@dataclass(frozen=True)
class Examined:
    """A file that may be kept: what is known of it, its cleaned content, and a small picture of it where it is one."""

    enclosure: Enclosure
    content: bytes
    thumbnail: bytes | None


def examine(content: bytes, name: str) -> Examined:
    """Return the file as it may be kept; raises BadInput, naming the file, for what may not."""
    shown = name[:60]
    if not content:
        raise BadInput(f"附件“{shown}”是空文件。", field=FIELD)
    if len(content) > MOST_BYTES:
        raise BadInput(f"附件“{shown}”超过{MOST_BYTES // 1024 // 1024}MB，请缩小后再传。", field=FIELD)
    if content[:1024].lstrip().startswith(b"%PDF-"):
        return _document(content, name, media_type=enclosures.PDF)
    if content.startswith(b"PK\x03\x04"):
        return _document(content, name, media_type=_office_type(content, shown))
    return _picture(content, name, shown)


def _document(content: bytes, name: str, *, media_type: str) -> Examined:
    from hotline.attachments import documents  # what it reads is needed by few programs, and by them late

    try:
        plain = documents.bare_pdf(content) if media_type == enclosures.PDF else documents.bare_office(content)
    except documents.Locked as error:
        raise BadInput(f"附件“{name[:60]}”设有打开密码，请去掉密码后再传。", field=FIELD) from error
    except documents.Unreadable as error:
        raise BadInput(f"附件“{name[:60]}”已损坏。", field=FIELD) from error
    return _kept(plain, None, name=name, media_type=media_type)


def _kept(content: bytes, thumbnail: bytes | None, *, name: str, media_type: str) -> Examined:
    enclosure = Enclosure(
        name=enclosures.file_name(name, media_type),
        media_type=media_type,
        size=len(content),
        digest=sha256(content).hexdigest(),
        thumbnail_digest=sha256(thumbnail).hexdigest() if thumbnail else None,
    )
    return Examined(enclosure, content, thumbnail)


def _picture(content: bytes, name: str, shown: str) -> Examined:
    """Draw the picture anew: place, time, camera and whatever else it carried stay behind."""
    try:
        with Image.open(io.BytesIO(content), formats=tuple(PICTURES)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise BadInput(f"图片“{shown}”的尺寸过大，请缩小后再传。", field=FIELD)
            media_type = PICTURES[opened.format or ""]
            upright = ImageOps.exif_transpose(opened)
            plain = upright.convert("RGBA" if upright.has_transparency_data else "RGB")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise BadInput(f"图片“{shown}”的尺寸过大，请缩小后再传。", field=FIELD) from error
    except (OSError, ValueError, SyntaxError, KeyError, EOFError) as error:
        raise BadInput(f"附件“{shown}”不能接收：可以附{ACCEPTED}。", field=FIELD) from error
    plain.info.clear()
    small = plain.convert("RGB")
    small.thumbnail(THUMBNAIL)
    return _kept(_drawn(plain, media_type), _drawn(small, enclosures.JPEG), name=name, media_type=media_type)


def _drawn(picture: Image.Image, media_type: str) -> bytes:
    out = io.BytesIO()
    if media_type == enclosures.JPEG:
        picture.convert("RGB").save(out, "JPEG", quality=88, optimize=True)
    elif media_type == enclosures.WEBP:
        picture.save(out, "WEBP", quality=88)
    else:
        picture.save(out, "PNG")
    return out.getvalue()


def _office_type(content: bytes, shown: str) -> str:
    """Tell an Office file from any other archive by its parts, and refuse what would burst or act on its own."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise BadInput(f"附件“{shown}”已损坏。", field=FIELD) from error
    unpacked = sum(each.file_size for each in parts)
    if len(parts) > MOST_ENTRIES or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
        raise BadInput(f"附件“{shown}”解压后过大，不能接收。", field=FIELD)
    names = {each.filename for each in parts}
    media_type = next((kind for part, kind in OFFICE.items() if part in names), None)
    if media_type is None or "[Content_Types].xml" not in names:
        raise BadInput(f"附件“{shown}”不能接收：压缩包请解开后再传，可以附{ACCEPTED}。", field=FIELD)
    if any(each.lower().endswith(MACROS) for each in names):
        raise BadInput(f"附件“{shown}”带有宏，不能接收；请另存为不带宏的文件。", field=FIELD)
    return media_type
