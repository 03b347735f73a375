from calendar import month_name, monthrange
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cards.errors import UsageError
from trainer.interview.dates import FURTHEST
from trainer.interview.spoken_date import UnclearDay, Window, read_day
from trainer.terminal.words import short_day

TODAY = date(2026, 12, 1)  # a Tuesday
AHEAD = Window(TODAY, TODAY, TODAY + FURTHEST)
GONE = Window(TODAY, date.min, TODAY)


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        ("today|TODAY", "2026-12-01"),
        ("tomorrow| Tomorrow |weds|in a day|1 day|one day|1d|on wednesday", "2026-12-02"),
        ("tmrw|tomorrow afternoon", "2026-12-02"),
        ("day after tomorrow|the day after tomorrow|this thu|thurs|Thur.|coming thu", "2026-12-03"),
        ("this tue|this tuesday|the 1st|1 Dec", "2026-12-01"),
        ("tue|Tuesdays|in 7 days|a week|in a week|1w", "2026-12-08"),
        ("next mon|+6", "2026-12-07"),
        (
            "10 Dec|Dec 10|dec.10|10dec|10. Dec|10-Dec|10 Dec.|10 of december|10th of December|December 10th",
            "2026-12-10",
        ),
        ("10 December 2026|December 10, 2026|10-Dec-2026|10/dec/26|10 Dec '26|2026 Dec 10", "2026-12-10"),
        ("2026-12-10|2026/12/10|2026.12.10| 2026 - 12 - 10 ", "2026-12-10"),
        ("10.12.|10.12|10.12.2026|10.12.26|10. 12. 2026|10 . 12 .", "2026-12-10"),
        ("Thu 10 Dec|Thursday, 10 December 2026|10 December 2026 (Thursday)|thu the 10th|the 10th", "2026-12-10"),
        ("+9|+ 9|9 days|in 9 days|in nine days|+9 days|+9d|Thu 10/12|12/10/2026|10/12/2026|10-12-26", "2026-12-10"),
        ("in two weeks|2 weeks|in a fortnight|2w|two weeks from now|two weeks today|in 14 days' time", "2026-12-15"),
        ("a week on Friday|Friday week|a week from fri|friday next week|next week fri|Fri 11|a week fri", "2026-12-11"),
        ("a fortnight on Friday|two weeks on fri|in seventeen days|Fri the 18th", "2026-12-18"),
        ("a week on Tuesday|Tuesday week|a week from today", "2026-12-08"),
        ("a week tomorrow|wed week|8 days from now", "2026-12-09"),
        ("fri at 3pm|Fri 10:30 am|friday morning|fri at 10|this week friday|fri?|on Friday at 15:00", "2026-12-04"),
        ("10 Dec 15:00|2026-12-10T10:00|10.12. 9 p.m.|10 Dec at 10", "2026-12-10"),
        ("25/12|12/25|25-12|dec 25", "2026-12-25"),
        ("10/10", "2027-10-10"),
        ("the 31st", "2026-12-31"),
        ("1 Jan|1.1.|01/01", "2027-01-01"),
        ("30 Nov|30.11.", "2027-11-30"),
        ("29 Feb", "2028-02-29"),
        ("yesterday|a day ago|last monday|30 Nov 2026", "2026-11-30"),
    ],
)
def test_days_to_come_are_read_as_people_say_them(texts: str, day: str) -> None:
    assert {text: read_day(text, AHEAD).isoformat() for text in texts.split("|")} == dict.fromkeys(
        texts.split("|"), day
    )


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        ("today|this tue|the 1st|1 Dec|1.12.", "2026-12-01"),
        ("yesterday|mon|this mon|a day ago|1d ago|30 Nov", "2026-11-30"),
        ("day before yesterday|sun|last sun|2 days ago", "2026-11-29"),
        ("tue|a week ago", "2026-11-24"),
        ("yesterday at 10am|mon 9:30|monday afternoon", "2026-11-30"),
        ("2 dec|2.12.", "2025-12-02"),
        ("31 Oct|the 31st", "2026-10-31"),
        ("tomorrow", "2026-12-02"),
    ],
)
def test_days_gone_are_the_last_ones(texts: str, day: str) -> None:
    assert {text: read_day(text, GONE).isoformat() for text in texts.split("|")} == dict.fromkeys(texts.split("|"), day)


@pytest.mark.parametrize(
    ("text", "window", "readings"),
    [
        ("12/10", AHEAD, ["2026-12-10", "2027-10-12"]),
        ("12-10", AHEAD, ["2026-12-10", "2027-10-12"]),
        ("12/10", GONE, ["2025-12-10", "2026-10-12"]),
        ("2/3/2027", AHEAD, ["2027-02-03", "2027-03-02"]),
        ("next thu", AHEAD, ["2026-12-03", "2026-12-10"]),
        ("last monday", GONE, ["2026-11-23", "2026-11-30"]),
    ],
)
def test_two_days_that_can_both_be_meant_are_told(text: str, window: Window, readings: list[str]) -> None:
    with pytest.raises(
        UnclearDay, match=f'"{text}" can mean {" or ".join(readings)}. Write the one you mean.'
    ) as unclear:
        read_day(text, window)
    assert [day.isoformat() for day in unclear.value.readings] == readings


def test_a_day_without_a_year_is_rather_one_in_the_window_than_one_to_come() -> None:
    since_last_week = Window(TODAY, date(2026, 11, 24), date(2027, 11, 25))

    assert read_day("10 Nov", since_last_week) == date(2027, 11, 10)
    assert read_day("30 Nov", since_last_week) == date(2026, 11, 30)
    assert read_day("12/1", since_last_week._replace(last=date(2027, 1, 5))) == date(2026, 12, 1)


@pytest.mark.parametrize(
    "text",
    [
        *("", "tomorow", "soon", "Acme", "mon or tue", "thu thu", "next 10 Dec", "second", "1 pm", "in days", "x days"),
        *("9", "10", "may", "dec", "2026", "dec 2026", "12.2026", "10 12 14", "10:12", "1.2.3.4", "Dec 102026", "ma 3"),
        *(
            "32 Dec",
            "0 Dec",
            "the 32nd",
            "13/13",
            "2026-13-01",
            "10 smarch",
            "2026-1",
        ),
        *(
            "+",
            "+99999",
            "99999999 days",
            "\u0669 days",
            "week",
            "in week",
            "fri days",
            "fri month",
            "at 10",
            "10 am",
            "now",
            "at 3pm",
        ),
        *("10 d\u00e9cembre", "this week", "next week", "fri week fri", "tomorrow week today"),
    ],
)
def test_what_is_no_date_is_never_taken_for_one(text: str) -> None:
    with pytest.raises(UsageError) as error:
        read_day(text, AHEAD)
    assert str(error.value) == f'Can\'t read "{text}" as a date. Try tomorrow, fri or 2026-12-10.'


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ("2026-02-30|30 Feb|Feb 30th|30.2.|30/2|Mon 30 Feb|30 february 2028", "February has no 30th."),
        ("31.11.|31 Nov|2026-11-31|november 31", "November has no 31st."),
        ("29 feb 2027|2027-02-29|29.02.27", "February 2027 has no 29th."),
    ],
)
def test_a_day_that_its_month_has_not_is_told(texts: str, said: str) -> None:
    for text in texts.split("|"):
        with pytest.raises(UsageError) as error:
            read_day(text, AHEAD)
        assert str(error.value) == f"{said} Correct the day or the month."


@pytest.mark.parametrize("month", range(1, 13))
def test_every_month_says_which_days_it_has_not(month: int) -> None:
    for day in range(28, 32):
        text = f"2028-{month:02}-{day}"  # a leap year
        if day <= monthrange(2028, month)[1]:
            assert read_day(text, AHEAD) == date(2028, month, day)
        else:
            with pytest.raises(UsageError, match=f"^{month_name[month]} has no {day}"):
                read_day(text, AHEAD)


@pytest.mark.parametrize(
    "text", ["Fri 10 Dec", "friday, 10.12.2026", "fri 10/12/2026", "in 9 days fri", "Fri the 10th", "Fri 10"]
)
def test_a_weekday_that_contradicts_its_date_is_told(text: str) -> None:
    with pytest.raises(UsageError) as error:
        read_day(text, AHEAD)
    assert str(error.value) == "2026-12-10 is a Thursday, not a Friday. Correct one, or leave the weekday out."


DATES = st.dates(date(1900, 1, 1), date(2200, 1, 1))


@given(DATES, st.integers(0, FURTHEST.days))
def test_every_date_that_is_printed_reads_back(today: date, days: int) -> None:
    day = today + timedelta(days=days)
    window = Window(today, today, today + FURTHEST)

    assert read_day(short_day(day, today), window) == day
    for form in (
        "%Y-%m-%d",
        "%d %b %Y",
        "%A, %d %B %Y",
        "%a %d. %B %Y",
        "%B %d, %Y",
        "%d.%m.%Y",
        "%d-%b-%Y",
    ):
        assert read_day(day.strftime(form), window) == day
    for text in (f"+{days}", f"in {days} days"):
        assert read_day(text, window) == day


WORDS = "today next last this fri thursday dec may sept 1st 31 10 12 29 feb 2026 26 0 999 a two days w ago in the"
PHRASES = "week from now at tomorrow 3pm 10:00 last"
PIECES = st.sampled_from([*WORDS.split(), *PHRASES.split(), *"+/-.,'"])


@given(
    st.text() | st.lists(PIECES, max_size=6).map(" ".join) | st.lists(PIECES, max_size=6).map("".join),
    st.dates(),
    st.integers(-400, 400),
    st.integers(-400, 400),
)
def test_any_text_is_a_date_or_one_error(text: str, today: date, first: int, last: int) -> None:
    def bounded(days: int) -> date:
        return date.fromordinal(min(max(1, today.toordinal() + days), date.max.toordinal()))

    window = Window(today, bounded(first), bounded(last))
    try:
        assert isinstance(read_day(text, window), date)
    except UnclearDay as unclear:
        one, two = unclear.readings
        assert window.first <= one < two <= window.last
    except UsageError:
        pass
