"""What the website does: sends its letters as a careless network would, takes notices, reads the feed."""

import hashlib
import hmac
import json
import random
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import requests

from tests.website.letters import Letters

REPLAY_WINDOW = 300
CONNECTIONS = 6
LOST, REPEATED = 0.2, 0.2  # of all answers; of all letters


class WebsiteSystem:
    """The website's side of 一号对外."""

    def __init__(self, letters: Letters, hotline: str, token: str) -> None:
        self.letters, self.hotline = letters, hotline
        self.headers = {"Authorization": f"Bearer {token}"}
        self.secret, self.down = "", False

    def know_secret(self, secret: str) -> None:
        """Learn the secret that signs notices."""
        self.secret = secret

    def be_down(self, down: bool) -> None:
        """Take nothing in, or take in again."""
        self.down = down

    def send(self, letters: dict[str, str], *, seed: int) -> dict[str, int]:
        """Send letters out of order, some twice, and lose some answers; go on until each has its number."""
        chance = random.Random(seed)
        for letter_id, text in letters.items():
            self.letters.write(letter_id, text)
        requests_made = lost = 0
        while waiting := self.letters.waiting():
            sending = [*waiting, *chance.sample(waiting, int(len(waiting) * REPEATED))]
            chance.shuffle(sending)
            loses = [chance.random() < LOST for _ in sending]
            with ThreadPoolExecutor(CONNECTIONS) as pool:
                list(pool.map(self._post, sending, loses))
            requests_made, lost = requests_made + len(sending), lost + sum(loses)
        return {"requests": requests_made, "lost": lost}

    def poll(self) -> int:
        """Read the feed to its end; return how many events it showed."""
        shown = 0
        while True:
            query = {"after": self.letters.position(), "limit": 50}
            page = requests.get(f"{self.hotline}/api/v1/events", params=query, headers=self.headers, timeout=60).json()
            for event in page["events"]:
                self.letters.told(event)
            self.letters.read_to(page["next"])
            shown += len(page["events"])
            if not page["more"]:
                return shown

    def take_notice(self, headers: dict[str, str], body: bytes) -> int:
        """Take a notice that the hotline signed within the replay window; return the status to answer with."""
        if self.down:
            return 503
        named = {name.lower(): value for name, value in headers.items()}
        stamp = named["hotline-timestamp"]
        signed = hmac.new(self.secret.encode(), stamp.encode() + b"." + body, hashlib.sha256).hexdigest()
        if not hmac.compare_digest(named["hotline-signature"], f"v1={signed}"):
            return 401
        if abs(time.time() - int(stamp)) > REPLAY_WINDOW:
            return 400
        event: dict[str, Any] = json.loads(body)
        self.letters.told(event)
        return 200

    def _post(self, letter: tuple[str, str], loses_the_answer: bool) -> None:
        letter_id, text = letter
        body = {"channel": "website", "external_id": letter_id, "text": text}
        headers = self.headers | {"Idempotency-Key": f"letter-{letter_id}"}
        answer = requests.post(f"{self.hotline}/api/v1/messages", json=body, headers=headers, timeout=60)
        if answer.status_code not in (200, 201):
            raise AssertionError(f"{answer.status_code}: {answer.text[:200]}")
        if not loses_the_answer:
            given = answer.json()
            self.letters.given(letter_id, given["service_number"], given["query_code"])
