"""What can go wrong, each with a stable code and a sentence for the person in front of the page.

Knows nothing of HTTP: hotline/web/errors.py holds the one table that maps these to status codes.
"""

import errno
import json
from collections.abc import Mapping
from typing import ClassVar

REASONS: Mapping[int | None, str] = {
    errno.ENOENT: "没有这个文件或文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已满",
    errno.ENAMETOOLONG: "文件名太长",
    errno.ELOOP: "链接绕成了圈",
    errno.EADDRINUSE: "已被别的程序占用",
    errno.EADDRNOTAVAIL: "本机没有这个地址",
}


def reason_of(error: Exception) -> str:
    """Return in plain Chinese why a file could not be read or written, or was no JSON in UTF-8."""
    if isinstance(error, OSError):
        return REASONS.get(error.errno) or error.strerror or "读写失败"
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 编码的文本"
    if isinstance(error, json.JSONDecodeError):
        return f"第{error.lineno}行第{error.colno}列不是正确的 JSON"
    return "括号嵌套过深" if isinstance(error, RecursionError) else "内容有误"


class HotlineError(Exception):
    """Base of everything the service says no with; ``message`` is a plain Chinese sentence."""

    code: ClassVar[str] = "hotline_error"
    default: ClassVar[str] = "操作没有完成，请稍后再试。"

    def __init__(self, message: str = "", *, field: str | None = None) -> None:
        self.message = message or self.default
        self.field = field
        super().__init__(self.message)


class BadInput(HotlineError):
    """What was typed cannot be taken as it is; ``field`` names the input it belongs to."""

    code = "bad_input"
    default = "填写的内容有误，请检查后重新提交。"


class NotJson(BadInput):
    """The body is of another type of content than JSON."""

    code = "not_json"
    default = "请以 application/json 提交。"


class NotAForm(BadInput):
    """Files are handed in as a form with files, and this is none."""

    code = "not_a_form"
    default = "附件请以 multipart/form-data 提交，文件放在 attachments 字段。"


class UnreadableJson(BadInput):
    """The body says that it is JSON, and is none."""

    code = "unreadable_json"
    default = "请求正文不是有效的 UTF-8 JSON。"


class StoreAway(HotlineError):
    """Where the files of messages and answers lie cannot be reached; nothing was taken and nothing is lost."""

    code = "store_away"
    default = "附件暂时不能保存，请稍后再提交；也可以先不带附件提交，以后再补充附件。"


class ConfigurationError(HotlineError):
    """A setting or a configuration file is wrong; the message names the place and the remedy."""

    code = "configuration_error"


class MalformedNumber(BadInput):
    """The text is no service number at all."""

    code = "malformed_number"
    default = "服务编号应为15位以上的数字，请核对后重新输入。"


class WrongCheckDigit(BadInput):
    """The number has the right form, but its check digit says that a digit was mistyped."""

    code = "wrong_check_digit"
    default = "服务编号有误：可能抄错或颠倒了某一位数字，请核对后重新输入。"


class NotFound(HotlineError):
    """There is no such thing, or the asker may not know of it."""

    code = "not_found"
    default = "没有找到您要的内容。"


class UnknownNumber(NotFound):
    """No ticket has this service number."""

    code = "unknown_number"
    default = "没有找到这个服务编号对应的工单，请核对编号。"


class WrongCode(NotFound):
    """Number and query code do not belong together; says no more, so that numbers cannot be tried out."""

    code = "wrong_code"
    default = "服务编号或查询码不正确，请核对后重新输入。"


class NotAllowed(HotlineError):
    """The person may not do this."""

    code = "not_allowed"
    default = "您没有进行此项操作的权限。"


class FileRefused(NotAllowed):
    """Another system's request is well formed, and one of its files is not kept (403, RFC 9110 section 15.5.4)."""

    code = "file_refused"
    default = "附件不能接收。"


class SignInFailed(HotlineError):
    """Name and password do not belong together, or the account is closed."""

    code = "sign_in_failed"
    default = "用户名或密码不正确。"


class TooManyAttempts(HotlineError):
    """Too many tries from one source; ``message`` says how long to wait, ``wait`` in seconds."""

    code = "too_many_attempts"
    default = "尝试次数过多，请稍后再试。"

    def __init__(self, message: str = "", *, wait: int = 0) -> None:
        super().__init__(message)
        self.wait = wait


class TooManyRequests(HotlineError):
    """Another system came more often than its pace allows; ``wait`` is in seconds."""

    code = "too_many_requests"
    default = "请求过于频繁，请稍后再试。"

    def __init__(self, *, limit: int, wait: int) -> None:
        super().__init__(f"请求过于频繁，请{wait}秒后再试。")
        self.limit, self.wait = limit, wait


class IllegalTransition(HotlineError):
    """The ticket's present state does not allow this step."""

    code = "illegal_transition"
    default = "工单当前状态不允许进行此项操作。"


class StaleForm(HotlineError):
    """The ticket was changed by someone else after the form was loaded; nothing was undone."""

    code = "stale_form"
    default = "在您填写期间，这张工单已被他人更新。您填写的内容没有丢失，请对照后再决定是否提交。"


class IdempotencyConflict(HotlineError):
    """The same idempotency key came with another body."""

    code = "idempotency_conflict"
    default = "同一个 Idempotency-Key 已用于另一条内容不同的请求。"
