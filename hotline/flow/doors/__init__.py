"""Beside intake, the other ways in: mailboxes, message boards, old tickets, files beside words, a lost code."""
