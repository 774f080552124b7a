"""The people of the tests, and a Monday morning to begin on. Knows no database."""

from datetime import UTC, datetime, timedelta

from hotline.domain.city import CITY_ZONE
from hotline.domain.people import CITIZEN, SYSTEM, Actor, Role

LEAD, HELPER, OTHER = "urban_mgmt", "traffic_police", "construction"

OPERATOR = Actor(role=Role.OPERATOR, name="话务员小王")
OFFICER = Actor(role=Role.DEPARTMENT, name="城管承办人", department_id=LEAD)
OTHER_OFFICER = Actor(role=Role.DEPARTMENT, name="城建承办人", department_id=OTHER)
SUPERVISOR = Actor(role=Role.SUPERVISOR, name="督办员老李")
ADMIN = Actor(role=Role.ADMIN, name="管理员")
EVERYBODY = (OPERATOR, OFFICER, OTHER_OFFICER, SUPERVISOR, ADMIN, CITIZEN, SYSTEM)

# 2026-03-02 is a Monday without a holiday near it.
MONDAY = datetime(2026, 3, 2, 9, 30, tzinfo=CITY_ZONE).astimezone(UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
