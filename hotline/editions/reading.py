"""From an edition's text to the checked value that the rooms work with. Knows no database."""

import tempfile
from collections.abc import Callable, Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any

from hotline.domain import answer_templates, calendar_source, limits, supervision_file
from hotline.domain.answer_templates import load_answer_templates
from hotline.domain.calendar_source import load_calendar
from hotline.domain.limits import LimitTable
from hotline.domain.supervision_file import load_supervision
from hotline.domain.vocabulary import Book
from hotline.errors import BadInput, ConfigurationError
from routing import DirectoryError
from routing.complaints import read_checked
from routing.directory import PACKAGED

LONGEST = 3_000_000  # characters; the packaged directory has a tenth of it
FILE_NAMES: Mapping[Book, str] = {
    Book.DIRECTORY: PACKAGED,
    Book.LIMITS: limits.FILE_NAME,
    Book.CALENDAR: calendar_source.FILE_NAME,
    Book.SUPERVISION: supervision_file.FILE_NAME,
    Book.ANSWERS: answer_templates.FILE_NAME,
}


class WrongEdition(BadInput):
    """An edition cannot be used; ``errors`` lists every complaint with its place and its remedy."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(sentences[0], field="content")
        self.errors = [{"field": "content", "message": each} for each in sentences]


def packaged_text(book: Book) -> str:
    """Return the edition that comes with the program."""
    return files("data").joinpath(FILE_NAMES[book]).read_text(encoding="utf-8")


def read(book: Book, text: str) -> Any:
    """Return what the text says (a Directory, a LimitTable, a WorkingCalendar, …); raises WrongEdition."""
    if not text.strip():
        raise BadInput("请粘贴内容，或选择要上传的文件。", field="content")
    if len(text) > LONGEST:
        raise BadInput(f"内容过长：最多{LONGEST:,}个字，请核对是否选错了文件。", field="content")
    try:
        return _READERS[book](text, book.label)
    except DirectoryError as error:
        raise WrongEdition([str(complaint) for complaint in error.complaints]) from error
    except ConfigurationError as error:
        raise WrongEdition([error.message]) from error


def _directory(text: str, name: str) -> Any:
    return read_checked(text.encode(), name)


def _from_file(load: Callable[[Path], Any], book: Book) -> Callable[[str, str], Any]:
    """Let a reader of files read a text."""

    def read_text(text: str, _name: str) -> Any:
        with tempfile.TemporaryDirectory(prefix="edition-") as folder:
            path = Path(folder) / FILE_NAMES[book]
            path.write_text(text, encoding="utf-8")
            return load(path)

    return read_text


_READERS: Mapping[Book, Callable[[str, str], Any]] = {
    Book.DIRECTORY: _directory,
    Book.LIMITS: _from_file(LimitTable.load, Book.LIMITS),
    Book.CALENDAR: _from_file(load_calendar, Book.CALENDAR),
    Book.SUPERVISION: _from_file(load_supervision, Book.SUPERVISION),
    Book.ANSWERS: _from_file(load_answer_templates, Book.ANSWERS),
}
