"""``python -m hotline.cli``: the same as ``hotline``, wherever the script was installed."""

from hotline.cli import run

run()
