"""The citizen's counter: write (``counter``), follow one matter (``following``), read answers (``public``)."""
