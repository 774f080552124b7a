"""Masking of personal data, for publication and for lists.

Source: 政府信息公开条例 art. 15 (no personal privacy in what is made public); 个人信息保护法 art. 25 and 28. The masks
are words in 〔brackets〕, so that a reader and a screen reader know what stood there. Knows no ticket and no table.
"""

import re
from collections.abc import Iterable

from hotline.domain.privacy_names import NOBODY, find_names
from hotline.domain.privacy_patterns import (
    FIRST_PATTERNS,
    LONG,
    MAIL,
    PATTERNS,
    PHONE,
    PLACE,
    Pattern,
    shadow_of,
    without_masks,
    without_plain_numbers,
)

Span = tuple[int, int, str]
STAR = "*"
MOST_PASSES = 8
_SAYS_SOMETHING = re.compile(r"[^\W_]")
_HANZI = re.compile("[\u3400-\u9fff]")
_ADDRESS = re.compile("[省市区县镇乡村路街道巷号栋室]|小区")
_COMPOUND = re.compile("欧阳|上官|司马|诸葛|夏侯|皇甫|尉迟|公孙|慕容|令狐|司徒|东方|独孤|南宫")
# How each digit may be written, for values we know.
_SPELT = {
    spelt[0]: spelt
    for spelt in ("0〇零○", "1一幺壹", "2二贰貳", "3三叁參", "4四肆", "5五伍", "6六陆陸", "7七柒", "8八捌", "9九玖")
}


def mask(text: str, known: Iterable[str] = ()) -> str:
    """Return the text with personal data replaced; ``known`` values are masked exactly wherever they stand.

    Masking a masked text changes nothing.
    """
    known_patterns = _patterns_of(known)
    for _ in range(MOST_PASSES):
        masked = _mask_once(text, known_patterns)
        if masked == text:
            break
        text = masked
    return text


def without(text: str, known: Iterable[str]) -> str:
    """Return the text without these values only, however they are spelt; what else it says stays as it is."""
    spans = _merged(_finds(_patterns_of(known), without_masks(shadow_of(text))))
    for start, end, words in reversed(spans):
        text = text[:start] + words + text[end:]
    return text


def contains_personal_data(text: str, known: Iterable[str] = ()) -> bool:
    """Tell whether ``mask`` would change the text."""
    return mask(text, known) != text


def personal_data_in(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Return what ``mask`` would replace first, as it is written, each once: for whoever has to take it out."""
    spans = _spans(text, _patterns_of(known))
    return tuple(dict.fromkeys(text[start:end] for start, end, words in spans if text[start:end] != words))


def quoted(found: Iterable[str]) -> str:
    """Return what was found for a sentence: “…”、“…”."""
    return "、".join(f"“{each}”" for each in found)


def mask_phone(phone: str) -> str:
    """Return a phone number for a list: 138****1234, 027-****4321; short ones wholly starred."""
    if len(phone) < 7:
        return STAR * len(phone)
    shown = 3 if phone[:1] == "1" else phone.find("-") + 1
    return f"{phone[:shown]}{STAR * 4}{phone[-4:]}"


def mask_name(name: str) -> str:
    """Return a name for a list: the surname and a star for every further sign (张*, 欧阳*)."""
    name = name.strip()
    if len(name) < 2:
        return STAR * len(name)
    shown = 2 if len(name) > 2 and _COMPOUND.match(name) else 1
    return name[:shown] + STAR * (min(len(name), 4) - shown)


def _mask_once(text: str, known: tuple[Pattern, ...]) -> str:
    for start, end, words in reversed(_spans(text, known)):
        text = text[:start] + words + text[end:]
    return text


def _spans(text: str, known: tuple[Pattern, ...]) -> list[Span]:
    shadow = without_masks(shadow_of(text))
    spans = [*_finds(known, shadow), *_finds(FIRST_PATTERNS, shadow)]
    shadow = without_plain_numbers(shadow)
    return _merged([*spans, *_finds(PATTERNS, shadow), *find_names(shadow)])


def _finds(patterns: Iterable[Pattern], shadow: str) -> Iterable[Span]:
    for pattern in patterns:
        group = "it" if "it" in pattern.of.groupindex else 0
        yield from ((*found.span(group), pattern.mask) for found in pattern.of.finditer(shadow))


def _merged(spans: Iterable[Span]) -> list[Span]:
    """Join what overlaps; the longest find gives its mask."""
    merged: list[Span] = []
    longest = 0
    for start, end, words in sorted(spans, key=lambda span: (span[0], -span[1])):
        if merged and start < merged[-1][1]:
            first, last, kept = merged[-1]
            words = words if end - start > longest else kept
            merged[-1] = (first, max(last, end), words)
            longest = max(longest, end - start)
        else:
            merged.append((start, end, words))
            longest = end - start
    return merged


def _patterns_of(known: Iterable[str]) -> tuple[Pattern, ...]:
    return tuple(_known_pattern(value) for value in known if _SAYS_SOMETHING.search(shadow_of(value)))


def _known_pattern(value: str) -> Pattern:
    plain = shadow_of(value.strip())
    digits = re.sub(r"[ \-()+]", "", plain)
    if digits.isdigit():
        signs = [f"[{_SPELT[digit]}]" for digit in digits]
        return Pattern(PHONE if len(digits) >= 7 else LONG, re.compile(r"[ \-()]{0,2}".join(signs)))
    signs = [re.escape(sign) for sign in plain if sign != " "]
    return Pattern(_mask_for(plain), re.compile(" ?".join(signs), re.IGNORECASE))


def _mask_for(plain: str) -> str:
    if "@" in plain:
        return MAIL
    if len(_HANZI.findall(plain)) > 4 and _ADDRESS.search(plain):
        return PLACE
    return NOBODY if len(plain) > 1 else "某"
