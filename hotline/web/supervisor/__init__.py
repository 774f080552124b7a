"""The supervisor's counter: what is late or disputed, the board of the day, figures, orders, and what was learned.

``counter`` holds the blueprint; ``casework``, ``learning``, ``proposing`` and ``orders`` hang their pages on it. The
board and the figures have blueprints of their own.
"""

# Imported for what they hang on the blueprints.
import hotline.web.supervisor.casework
import hotline.web.supervisor.learning
import hotline.web.supervisor.orders
import hotline.web.supervisor.proposing
import hotline.web.supervisor.trends  # noqa: F401
from hotline.web.supervisor import board, figures
from hotline.web.supervisor.counter import blueprint

__all__ = ["blueprint", "board", "figures"]
