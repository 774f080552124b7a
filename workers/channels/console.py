"""The console channel: says in the log that a letter would leave, by service number and kind, nothing else."""

import logging

from workers.channels import Letter

log = logging.getLogger(__name__)


class Console:
    """The way out of a house without a post office."""

    def send(self, letter: Letter) -> None:
        """Log the letter's service number and kind; never its reader or its text."""
        log.info("letter %s for %s", letter.kind, letter.service_number)
