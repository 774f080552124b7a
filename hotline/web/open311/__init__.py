"""The counter of Open311 GeoReport v2: ``counter`` takes and shows, ``formats`` writes XML and JSON."""

from hotline.web.open311.counter import blueprint

__all__ = ["blueprint"]
