"""The glossary of the report; docs/stats.md has the formulas."""

MEANINGS = (
    ("Study day", "It starts at 04:00 your time. Undone ratings don't count."),
    (
        "True retention, recalled",
        "How often a card you had learned passed (anything but Again) at its first rating of a study day.",
    ),
    ("Young, mature", "A card whose last interval was under 21 days; 21 days or more."),
    ("Due", "Cards to review that day. Overdue ones count today, buried ones tomorrow, suspended ones never."),
    ("Retrievability", "How likely you are to recall a card today, by FSRS."),
    ("Readiness, ready", "The mean retrievability of all cards except suspended ones; an unseen card counts as 0."),
    ("Readiness on the day", "The same for the day of the interview, of the cards its plan has time for."),
    (
        "Must-have met, ready",
        "Met: you have rated it. Ready: you delivered it last time, and are 90 % likely to recall it on the day.",
    ),
    ("Stability", "How many days until the retrievability of a card falls to 90 %."),
    ("Difficulty", "How slowly the stability of a card grows, from 1 to 10."),
    ("Leech", "A card you forgot eight times or more."),
    ("Band", "How long an answer to a card should take."),
    (
        "Weakest first",
        "By true retention, with one pass and one failure added so a single review can't come first; untested last.",
    ),
    (
        "Predicted, not failed",
        "For questions asked in interviews: their mean retrievability then (unseen: 0); the share rated above Again.",
    ),
    ("Log loss", "How wrong FSRS was, counting confident mistakes most; lower is better."),
    ("RMSE(bins)", "How far off the predictions are on average, in bins of 5 %; lower is better."),
    (
        "Which reviews",
        "All of them. Kinds, missed points, times, suggestions, hours and FSRS's expectations use the newest 5,000.",
    ),
)
