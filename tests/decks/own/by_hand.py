"""An own answer, and a file of answers that somebody wrote by hand."""

from cards.card import KeyPoint
from cards.own_answer import OwnAnswer

MINE = OwnAnswer(points=(KeyPoint("the ledger"), KeyPoint("40,000", must=True)), notes="calm\nno we")
BY_HAND = """# mine, hands off
format = 1

[[answers]]
card = "sure" # the ledger
written = 2026-01-01
points = ["by hand"]   # more to come
"""
