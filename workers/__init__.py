"""The yard behind the house: the only code that knows RQ, Redis and the outside world.

The outbox table is the truth. The relay wakes workers through RQ, workers carry out what rows ask for, the clock makes
its rounds. Redis may be emptied at any moment: leases run out and the rows come back. Takes no decision about tickets.
"""
