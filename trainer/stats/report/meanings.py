"""What the words of the report mean; docs/stats.md has the formulas."""

MEANINGS = (
    ("Study day", "It starts at 04:00 where you are. Ratings that were undone count nowhere."),
    (
        "True retention, recalled",
        "Of the first ratings on a study day of cards learned before, the share that passed: any rating but Again.",
    ),
    ("Young, mature", "The card had last waited under 21 days; 21 or more."),
    ("Due", "Cards whose day has come; those overdue count today, those buried today tomorrow, the suspended never."),
    ("Retrievability", "The probability, by FSRS, that you would recall a card today."),
    ("Readiness, ready", "The mean retrievability of all cards that are not suspended; an unseen card counts as 0."),
    ("Readiness on the day", "The same for the day of the interview, of the cards its plan has time for."),
    (
        "Must-have met, ready",
        "You have rated it; you delivered it last time, and are 90 % likely to recall it on the day.",
    ),
    ("Stability", "The days until the retrievability of a card falls to 90 %."),
    ("Difficulty", "How slowly the stability of a card grows, from 1 to 10."),
    ("Leech", "A card that failed eight times or more when it came back."),
    ("Band", "How long an answer to a card should take."),
    (
        "Weakest first",
        "By true retention, one pass and one failure added so that a single review does not lead; the untested last.",
    ),
    (
        "Predicted, delivered",
        "Of questions asked in interviews: the mean retrievability then, unseen as 0; the share rated above Again.",
    ),
    ("Log loss", "How much the predictions of FSRS were surprised by what happened; lower is better."),
    ("RMSE(bins)", "How far the predictions are off in the mean, by bins of 5 %; lower is better."),
    (
        "Which reviews",
        "All, but only the newest 5,000 for kinds, missed points, times, suggestions, hours and what FSRS expected.",
    ),
)
