"""Files in and out: what a form brought, examined; what was kept, to whoever may read it. Holds no rule of its own."""

from urllib.parse import quote

from flask import Blueprint, Request, make_response, request
from flask.typing import ResponseReturnValue

from hotline.attachments import Examined, examine_and_scan, put_in
from hotline.domain.enclosures import MOST_BYTES, MOST_FILES, Enclosure
from hotline.errors import BadInput, NotFound
from hotline.parts import parts
from hotline.queries import attachments, tickets
from hotline.queries.attachments import GivenFile
from hotline.web.codes import recall_followed
from hotline.web.guards import actor

blueprint = Blueprint("attachments", __name__)
own = Blueprint("own_attachments", __name__)

FIELD = "attachments"
HELD = "这个附件正在进行安全检查，请稍后再打开。"
REFUSED = "这个附件没有通过安全检查，已经删除。"
FORM_BYTES = MOST_FILES * MOST_BYTES + 1024 * 1024  # and the words beside them
# Whatever a file turns out to be, it runs nothing and reaches nothing.
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, no-store",
}


class FormRequest(Request):
    """A request that may be larger where it is a form with files, and nowhere else."""

    @property
    def max_content_length(self) -> int | None:
        """Return how many bytes the body may have; what is longer is refused before it is read."""
        return FORM_BYTES if self.mimetype == "multipart/form-data" else super().max_content_length

    @max_content_length.setter
    def max_content_length(self, value: int | None) -> None:
        """Set the limit of a request that brings no files."""
        Request.max_content_length.fset(self, value)  # type: ignore[attr-defined]


def uploaded() -> tuple[Enclosure, ...]:
    """Return the files of this form, each examined and kept; raises BadInput for the first that may not be kept.

    All are examined before any is kept, so a refused form leaves nothing on the disk.
    """
    examined = examined_files()
    for each in examined:
        keep(each)
    return tuple(each.enclosure for each in examined)


def examined_files() -> tuple[Examined, ...]:
    """Return the files of this form, each examined and none kept; raises BadInput for the first that may not be."""
    return tuple(examine_and_scan(content, name, parts().scanner) for name, content in _sent())


def _sent() -> list[tuple[str, bytes]]:
    files = [each for each in request.files.getlist(FIELD) if each.filename]
    if len(files) > MOST_FILES:
        raise BadInput(f"最多附{MOST_FILES}个文件，这次有{len(files)}个。", field=FIELD)
    return [(each.filename or "", each.read(MOST_BYTES + 1)) for each in files]


def keep(examined: Examined) -> None:
    """Put a file that may be kept where files lie."""
    put_in(parts().attachments, examined)


@blueprint.get("/files/<number>/<int:attachment_id>")
def show_to_staff(number: str, attachment_id: int) -> ResponseReturnValue:
    """Give a file of a ticket to somebody who works on it."""
    ticket = tickets.get_ticket_for(number, actor())
    return _given(attachments.get_for_staff(ticket, attachment_id, actor()))


@own.get("/follow/<number>/files/<int:attachment_id>")
def show_to_citizen(number: str, attachment_id: int) -> ResponseReturnValue:
    """Give a citizen a file of the matter that this session opened."""
    return _given(attachments.get_for_citizen(recall_followed(number), attachment_id))


def _given(attachment: GivenFile) -> ResponseReturnValue:
    if not attachment.may_be_read:
        raise NotFound(HELD if attachment.is_held else REFUSED)
    small = request.args.get("size") == "small" and attachment.thumbnail_digest
    content = parts().attachments.get(small or attachment.digest)
    response = make_response(content)
    response.mimetype = "image/jpeg" if small else attachment.media_type
    response.headers.update(HEADERS)
    response.headers.set(
        "Content-Disposition", "inline" if attachment.is_picture else "attachment", **_named(attachment.name)
    )
    return response


def _named(name: str) -> dict[str, str]:
    """Return a file's name as RFC 6266 lets a header say it: a server sends no header that holds Chinese signs."""
    ending = name.rpartition(".")[2]
    return {"filename": f"attachment.{ending}", "filename*": f"UTF-8''{quote(name, safe='')}"}
