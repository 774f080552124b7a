"""The demonstration city: invented people, about 200 invented tickets in every state, staff with fresh passwords.

Built through the real rooms with times of the last 30 days, so every page shows what it would show in a real city.
Never used where HOTLINE_DEMO is 0.
"""

from hotline.demo.city import build_city
from hotline.demo.knowledge import build_knowledge
from hotline.demo.people import Login, build_people

__all__ = ["Login", "build_city", "build_knowledge", "build_people"]
