"""The rooms, in the order a matter passes them; all writing happens here, always through ``advance``.

intake → numbering → classification → dispatching → handling → answering → reviewing → publishing, one file each.
Beside intake: ``doors/``, the other ways in. Beside classification: ``same_matter/``, repeats and merging (并单).
Beside dispatching and handling: ``casework/``, what departments, helpers and citizens ask of each other meanwhile.
For all rooms: ``clocks`` keep the time limits, ``feed`` tells the systems that messages came from, ``supervision``
and ``reminding`` watch, ``knowledge`` and ``learning`` keep what was found out.
"""
