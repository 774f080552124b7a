"""The WSGI entry for a production server: ``gunicorn wsgi:app``."""

from hotline.app import create_app
from hotline.settings import Settings

app = create_app(Settings.from_env())
