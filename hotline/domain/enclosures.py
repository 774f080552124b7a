"""What a citizen or a department may hand in beside words (附件): kinds, sizes, and what is kept of it.

Knows no file, no table and no form.
"""

from dataclasses import dataclass

MOST_FILES = 5  # practice of the letter boxes of government sites
MOST_BYTES = 10 * 1024 * 1024  # of one file
MOST_PIXELS = 50_000_000
NAME_LENGTH = 120

JPEG, PNG, WEBP = "image/jpeg", "image/png", "image/webp"
PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD, SHEET = f"{_OFFICE}wordprocessingml.document", f"{_OFFICE}spreadsheetml.sheet"
SLIDES = f"{_OFFICE}presentationml.presentation"
# Media type: how its file name ends, and how people call it.
KINDS: dict[str, tuple[str, str]] = {
    JPEG: (".jpg", "图片"),
    PNG: (".png", "图片"),
    WEBP: (".webp", "图片"),
    PDF: (".pdf", "PDF 文件"),
    WORD: (".docx", "Word 文件"),
    SHEET: (".xlsx", "Excel 文件"),
    SLIDES: (".pptx", "演示文稿"),
}
ACCEPTED = "图片（JPG、PNG、WebP、GIF）、PDF 或 Office 文件（docx、xlsx、pptx）"
ACCEPTED_TYPES = (*KINDS, "image/gif")  # a GIF is kept as a still picture
ACCEPT = ".jpg,.jpeg,.png,.webp,.gif,.pdf,.docx,.xlsx,.pptx"  # what a form's file dialogue offers


@dataclass(frozen=True, kw_only=True)
class Enclosure:
    """One file as it was taken: what its content is, by SHA-256, and what it is called."""

    name: str
    media_type: str
    size: int
    digest: str
    thumbnail_digest: str | None = None
    held: bool = False  # not to be opened before a scanner was asked

    @property
    def is_picture(self) -> bool:
        """Tell whether it can be shown in a page."""
        return self.thumbnail_digest is not None


def file_name(given: str, media_type: str) -> str:
    """Return a short, visible name that ends as its content demands, whatever the sender called it."""
    visible = "".join(sign for sign in given.replace("\\", "/").rpartition("/")[2] if sign.isprintable())
    stem = visible.rpartition(".")[0] or visible
    ending, label = KINDS[media_type]
    return (stem.strip(" .")[: NAME_LENGTH - len(ending)] or label) + ending
