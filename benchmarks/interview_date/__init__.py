"""Rules for what to ask before an interview, compared on simulated learners with fixed seeds.

Usage: python -m benchmarks.interview_date [--learners N] [--short] [--json]

All cards are new. A review takes 1.5 minutes, and twice as long if it fails, as the card is asked once more. No card
is asked again on the same day otherwise, and none on the day of the interview. Every rule meets the same learners, and
a learner answers a card's n-th review alike under every rule. Learners forget as FSRS-6 says, so all figures are
model-based.
"""
