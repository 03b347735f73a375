"""What the made-up candidate of the demo has written: stories, answers and the interview ahead."""

from cards.key import CardKey
from cards.story import Story

EMPLOYER = "Acme"

STORIES = (
    Story(
        id="the-late-pump",
        title="The pump that kept failing",
        when="March 2024",
        situation="A cooling pump failed every few weeks and stopped the line for half a day.",
        task="I was asked to find out why; three people had changed the seal before me.",
        actions=(
            "I plotted eighteen months of failures against everything we logged.",
            "I saw that they followed the night shift, and spent two nights there.",
            "I found that the valve was closed while the pump still ran, and wrote a start-up checklist with the crew.",
        ),
        result="No failure in eleven months, and about 40 hours of downtime saved a year.",
        lesson="Look at who is there when it happens before you open the machine.",
        short="A pump failed every few weeks. The data pointed at the night shift, so I went there. With the crew I"
        " wrote a start-up checklist, and it hasn't failed in eleven months.",
        competencies=("analysis", "root-cause", "persistence"),
    ),
    Story(
        id="the-report-nobody-read",
        title="The report nobody read",
        when="autumn 2023",
        situation="Finance spent two days a month on a report, and I couldn't find anyone who read it.",
        task="I wanted those two days back without upsetting the director who had asked for it.",
        actions=(
            "I asked each of the twelve people on the list what they had last decided with it.",
            "I showed the director the answers and offered a one-page version.",
        ),
        result="The report went from 40 pages to 1, and from two days to three hours a month.",
        lesson="Ask what a thing is for before you make it faster.",
        competencies=("persuasion", "influence", "initiative"),
    ),
    Story(
        id="the-new-supplier",
        title="The supplier I should have checked",
        when="June 2022",
        situation="I chose a cheaper supplier, and the first delivery was three weeks late.",
        task="It was my decision, and a customer was waiting.",
        actions=(
            "I told the customer and my manager on the same day, with two options.",
            "I drove to the old supplier and bought what we needed for a month.",
        ),
        result="We delivered four days late instead of 21, and the customer stayed.",
        lesson="Now I call two of a supplier's customers before I sign.",
        competencies=("failure", "accountability", "learning"),
    ),
)

# Stories told for questions of these decks, in turn.
STORY_DECKS = ("achievement-stories", "analytical-technique")

_FIRST_ANSWER = "I compared the totals with the ledger. They matched, so I was fairly sure."
_SECOND_ANSWER = (
    "I compared the totals with the ledger. The usual mistake is counting returns twice, so I checked those by hand,"
    " and a colleague ran the query again on last quarter's data. The difference was 0.2 percent."
)
# Typed answers to some cards, the earliest first.
TYPED = {CardKey("analytical-technique", "made-sure-right"): (_FIRST_ANSWER, _SECOND_ANSWER)}
