"""Bytes of a mail as text, whatever their sender called them: GBK where GB2312 is said, raw bytes where none may stand.

Never fails: a letter in a wrong dress is read as well as it can be. Knows no mail.
"""

import codecs
from email.errors import HeaderParseError
from email.header import decode_header

GB18030, UTF8 = "gb18030", "utf-8"
# Senders say the small set and use the large one.
LARGER = {"gb2312": GB18030, "gbk": GB18030, "cp936": GB18030, "euc_cn": GB18030, "x-gbk": GB18030, "big5": "big5hkscs"}
UNKNOWN = ("unknown-8bit", "us-ascii", "ascii", "default", "")
NO_LETTERS = ("punycode", "idna", "unicode-escape", "raw-unicode-escape", "undefined")  # codecs that are no charset


def read_bytes(raw: bytes, said: str) -> str:
    """Return the bytes as text: as they are said to be, else UTF-8, else GB 18030, else with replacement signs."""
    for charset in (_known(said), UTF8, GB18030):
        if charset:
            try:
                return raw.decode(charset)
            except (ValueError, LookupError):
                continue
    return raw.decode(UTF8, errors="replace")


def read_header(raw: str) -> str:
    """Return a header's value as people read it; encoded words are put together before they are read.

    Mail programs cut Chinese signs in two between encoded words; only their bytes together are text.
    """
    plain = _bytes_of(raw)
    if plain is not None:
        return read_bytes(plain, "") if b"=?" not in plain else read_header(read_bytes(plain, ""))
    try:
        pieces = decode_header(" ".join(raw.split()))
    except (HeaderParseError, ValueError):
        return raw
    return "".join(
        piece if isinstance(piece, str) else read_bytes(piece, charset or "") for piece, charset in pieces
    ).strip()


def _known(said: str) -> str:
    name = said.strip().strip("'\"").lower()
    if name in UNKNOWN:
        return ""
    try:
        usual = codecs.lookup(LARGER.get(name, name)).name
    except (LookupError, ValueError):
        return ""
    return "" if usual.replace("_", "-") in NO_LETTERS else LARGER.get(usual, usual)


def _bytes_of(raw: str) -> bytes | None:
    """Return the bytes that the parser could not read as ASCII; None where it could."""
    try:
        raw.encode("utf-8")
    except UnicodeEncodeError:
        return raw.encode("utf-8", "surrogateescape")
    return None
