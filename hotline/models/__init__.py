"""The archive: one family of tables per file, no rules. Knows no HTTP and takes no decision."""

from hotline.models.access import ApiToken, Attempt, Staff, StaffSession
from hotline.models.answer import Answer, Publication, Rating
from hotline.models.attachment import Attachment
from hotline.models.board import BoardPosition, ReadingRequest
from hotline.models.department import Department
from hotline.models.dispute import Dispute
from hotline.models.edition import Edition, Enactment
from hotline.models.handling import Assignment, Deadline, Petition
from hotline.models.handover import Handover, HandoverReport
from hotline.models.heartbeat import Heartbeat, QueueCount
from hotline.models.importing import ImportRun
from hotline.models.journal import JournalEntry, Remark
from hotline.models.knowledge import Article, ArticleVersion, Citation
from hotline.models.mail import MailRecord
from hotline.models.message import Message
from hotline.models.numbering import Counter
from hotline.models.outbox import OutboxMessage
from hotline.models.reminder import Reminder
from hotline.models.repeat import RepeatKey, RepeatProposal
from hotline.models.routing import LearnedTurn, LearnedVersion, Lesson, Proposal
from hotline.models.source import FeedEvent, Source
from hotline.models.supervision import SupervisionAnswer, SupervisionOrder
from hotline.models.ticket import Ticket

__all__ = [
    "Answer",
    "ApiToken",
    "Article",
    "ArticleVersion",
    "Assignment",
    "Attachment",
    "Attempt",
    "BoardPosition",
    "Citation",
    "Counter",
    "Deadline",
    "Department",
    "Dispute",
    "Edition",
    "Enactment",
    "FeedEvent",
    "Handover",
    "HandoverReport",
    "Heartbeat",
    "ImportRun",
    "JournalEntry",
    "LearnedTurn",
    "LearnedVersion",
    "Lesson",
    "MailRecord",
    "Message",
    "OutboxMessage",
    "Petition",
    "Proposal",
    "Publication",
    "QueueCount",
    "Rating",
    "ReadingRequest",
    "Remark",
    "Reminder",
    "RepeatKey",
    "RepeatProposal",
    "Source",
    "Staff",
    "StaffSession",
    "SupervisionAnswer",
    "SupervisionOrder",
    "Ticket",
]
