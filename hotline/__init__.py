"""The hotline: from a citizen's call to a published answer.

A call enters at one door and leaves, published, at another; between them are eight rooms, one file each in ``flow/``:
intake → numbering → classification → dispatching → handling → answering → reviewing → publishing.
Between any two rooms there is one doorway, ``flow/advance.py``; what it allows is one table, ``domain/lifecycle.py``.
People come to the counters in ``web/``, look through the windows in ``queries/``; ``routing/`` thinks and touches
nothing; ``workers/`` carries out what a step promised.

Read next: domain/lifecycle.py, flow/advance.py, any room.
"""
