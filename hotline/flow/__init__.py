"""The rooms, in the order a matter passes them; all writing happens here, always through ``advance``.

intake → numbering → classification → dispatching → handling → answering → reviewing → publishing,
with petitions and merging beside them. Rooms do not call each other and know nothing of HTTP, Redis or commits.
"""
