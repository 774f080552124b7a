"""Files that come with a message or an answer (附件): examined by content, cleaned, kept by content hash.

What is refused leaves nothing behind. Knows no ticket and no HTTP.
"""

from hotline.attachments.examining import Examined, examine
from hotline.attachments.store import Store

__all__ = ["Examined", "Store", "examine"]
