"""The windows: named questions, read only.

``find_`` may return None, ``get_`` raises, ``list_`` gives a tuple, ``page_`` a Page, ``count_`` an int.
Knows nothing of HTTP and writes nothing.
"""
