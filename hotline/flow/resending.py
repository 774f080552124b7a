"""Beside the rooms: an effect that was given up is asked for again. Moves no ticket; knows nothing of HTTP."""

from datetime import datetime

from hotline.db import db
from hotline.errors import IllegalTransition, NotFound
from hotline.models import OutboxMessage


def send_again(message_id: int, *, at: datetime) -> None:
    """Put a given-up outbox message back among the open ones, as if it had never been tried.

    Raises NotFound for an unknown one, IllegalTransition where it is open or done.
    """
    message = db.session.get(OutboxMessage, message_id, with_for_update=True)
    if message is None:
        raise NotFound("没有找到这条待发消息。")
    if message.dead_at is None or message.done_at is not None:
        raise IllegalTransition("这条消息已经在发送或已经送达，无需重发。")
    message.dead_at, message.next_try_at = None, at
    message.attempts, message.last_error = 0, ""
