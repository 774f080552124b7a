"""The study: a library that reads a citizen's message and says which department is in charge, and why.

Text in, reasoned decision out. Knows nothing of Flask, databases, the network or the time.
"""

from routing.complaints import Complaint
from routing.decision import Candidate, Decision, Divert, Evidence
from routing.directory import Department, Directory, DirectoryError, Keyword, Matter
from routing.explain import explain
from routing.router import Router
from routing.terms import query_terms, search_terms
from routing.text import normalise, whole_of
from routing.whole_words import in_whole_words

__all__ = [
    "Candidate",
    "Complaint",
    "Decision",
    "Department",
    "Directory",
    "DirectoryError",
    "Divert",
    "Evidence",
    "Keyword",
    "Matter",
    "Router",
    "explain",
    "in_whole_words",
    "normalise",
    "query_terms",
    "search_terms",
    "whole_of",
]
