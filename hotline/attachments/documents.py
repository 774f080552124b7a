"""PDF and Office files without what they tell of who wrote them, where and with what. Knows no picture's inside.

What a document says stays: words, pictures, fields, comments (without their author). One with a digital signature is
kept to the letter, for its signer wants to be named and any change would break the seal.
"""

import io
import logging
import re
import zipfile
from collections.abc import Mapping
from typing import Any

import pikepdf

from hotline.attachments.traces import bare

MOST_OBJECTS = 200_000
MOST_UNPACKED = 64 * 1024 * 1024  # of what holds a PDF's objects; its other streams are not opened
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest an archive can write

_OFFICE = "http://schemas.openxmlformats.org"
_NOTHING_SAID: Mapping[str, str] = {
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_OFFICE}/package/2006/metadata/core-properties"/>',
    "docProps/app.xml": f'<Properties xmlns="{_OFFICE}/officeDocument/2006/extended-properties"/>',
    "docProps/custom.xml": f'<Properties xmlns="{_OFFICE}/officeDocument/2006/custom-properties"/>',
}
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# Attributes that name people, by the parts they stand in.
_NAMES: tuple[tuple[re.Pattern[str], bytes], ...] = (
    (re.compile(r"word/.+\.xml"), b"author|initials|userId"),
    (re.compile(r"xl/persons/.+\.xml"), b"displayName|userId"),
    (re.compile(r"xl/.+\.xml"), b"userName"),
    (re.compile(r"ppt/(?:commentAuthors|authors)\.xml"), b"name|initials|userId"),
)
_TAG = re.compile(rb"<[A-Za-z][^<>]*>")
_AUTHOR_OF_COMMENT = re.compile(rb"(<(?:\w+:)?author>)[^<]*(</)")
_OWN_FOLDER = re.compile(rb"<(?:\w+:)?absPath\s[^<>]*/>")


class Unreadable(Exception):
    """The document cannot be read, so nothing can be said of what it carries."""


class Locked(Unreadable):
    """The document opens with a password only."""


logging.getLogger("pikepdf").setLevel(logging.CRITICAL)  # what is wrong with a file may quote it
pikepdf.settings.set_qpdf_limits(
    flate_max_memory=MOST_UNPACKED,
    png_max_memory=MOST_UNPACKED,
    run_length_max_memory=MOST_UNPACKED,
    doc_max_warnings=500,
)


def bare_pdf(content: bytes) -> bytes:
    """Return the PDF written anew without author, dates, programs and earlier states; raises Unreadable, Locked."""
    out = io.BytesIO()
    try:
        with pikepdf.open(io.BytesIO(content)) as document:
            objects = document.objects
            if len(objects) > MOST_OBJECTS:
                raise Unreadable
            if any("/ByteRange" in each for each in objects if isinstance(each, pikepdf.Dictionary)):
                return content
            for each in objects:
                _forget(each)
            for page in document.pages:
                _forget_commentators(page)
            del document.docinfo
            document.save(out, deterministic_id=True, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    except pikepdf.PasswordError as error:
        raise Locked from error
    except (pikepdf.PdfError, ValueError, TypeError, RuntimeError, RecursionError, MemoryError) as error:
        raise Unreadable from error
    return out.getvalue()


def _forget(each: Any) -> None:
    if not isinstance(each, (pikepdf.Dictionary, pikepdf.Stream)):
        return
    for name in ("/Metadata", "/PieceInfo", "/LastModified"):
        if name in each:
            del each[name]
    if isinstance(each, pikepdf.Stream) and each.get("/Filter") in ("/DCTDecode", [pikepdf.Name.DCTDecode]):
        read_by: dict[str, Any] = {"filter": each["/Filter"], "decode_parms": each.get("/DecodeParms")}
        each.write(bare(each.read_raw_bytes()), **read_by)


def _forget_commentators(page: pikepdf.Page) -> None:
    for note in page.get("/Annots", ()):
        if note.get("/Subtype") != "/Widget":  # of a field it is the name
            for name in ("/T", "/M", "/CreationDate"):
                if name in note:
                    del note[name]


def bare_office(content: bytes) -> bytes:
    """Return the Office file packed anew without author, firm, folders and places; raises Unreadable, Locked."""
    out = io.BytesIO()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
            if any(each.filename.startswith("_xmlsignatures/") for each in old.infolist()):
                return content
            if any(each.flag_bits & 1 for each in old.infolist()):
                raise Locked
            for each in old.infolist():
                as_new = zipfile.ZipInfo(each.filename, LONG_AGO)
                as_new.compress_type = zipfile.ZIP_DEFLATED
                if not each.is_dir():
                    new.writestr(as_new, _bare_part(each.filename, old.read(each)))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError, RuntimeError) as error:
        raise Unreadable from error
    return out.getvalue()


def _bare_part(name: str, part: bytes) -> bytes:
    if name in _NOTHING_SAID:
        return (_HEAD + _NOTHING_SAID[name]).encode()
    named = next((names for parts, names in _NAMES if parts.fullmatch(name)), None)
    if named is None:
        return bare(part)
    attribute = re.compile(rb"""(\s(?:\w+:)?(?:%s)\s*=\s*)(?:"[^"]*"|'[^']*')""" % named)
    if attribute.search(part):  # most parts name nobody, and some hold millions of tags
        part = _TAG.sub(lambda tag: attribute.sub(rb'\1""', tag[0]), part)
    return _OWN_FOLDER.sub(b"", _AUTHOR_OF_COMMENT.sub(rb"\1\2", part))
