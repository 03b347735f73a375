"""The interviewers' manners: what each one says around the questions, which come from the cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """The sentences of one manner of interviewer; what is not speech is in round brackets."""

    title: str  # the name of the manner, shown once the interview is over
    greetings: tuple[str, ...]  # before the first question
    leads: tuple[str, ...]  # before any other question
    between: tuple[str, ...]  # before a follow-up
    your_turn: tuple[str, ...]  # to invite the candidate's questions
    last: tuple[str, ...]  # before the closing question
    goodbyes: tuple[str, ...]  # after the last answer
    interruptions: tuple[str, ...] = ()  # during an answer


_FRIENDLY = Voice(
    title="friendly",
    greetings=(
        "Good to meet you, sit wherever you like. Did you find us okay? Then let's start gently.",
        "Come in, come in! There's water on the table. No trick questions from me, I promise. Ready?",
        "Thanks for making the time. I've been looking forward to this one. Ready when you are.",
    ),
    leads=(
        "That's really helpful, thank you. Here's another one.",
        "Nice. (They smile and turn a page.) Something a bit different now.",
        "I can picture that. Let me ask you this.",
        "Thanks for being so open. Next on my list:",
        "Good, good. (They top up your glass.) And now:",
        "I like that. Let's change the subject for a minute.",
        "You're doing fine, by the way. So:",
        "Interesting, I hadn't thought of it like that. Moving on:",
        "That makes sense to me. I'm curious about one more thing.",
    ),
    between=(
        "Oh, that's interesting, can I dig a little?",
        "I'd love to hear a bit more there.",
        "Just so I get this right:",
        "(They lean in.) One thing I was wondering:",
        "That's a good point, actually. Then let me ask:",
        "Before I let you go on:",
    ),
    your_turn=(
        "But I've done all the asking. Do you have questions for us?",
        "Now it's your turn. What would you like to know?",
        "We still have a few minutes, and they're yours. Anything you'd like to ask?",
    ),
    last=(
        "I've enjoyed this. We're almost there.",
        "That went by fast, didn't it? Just one last thing.",
        "Look at the time! Let's finish on this.",
    ),
    goodbyes=(
        "Thank you so much for coming in. Get home safely!",
        "It's been a pleasure. I'll walk you to the door.",
        "That's everything from my side. Thank you, truly.",
    ),
)

_SILENT = Voice(
    title="silent",
    greetings=(
        "(A nod at the chair. A pen is uncapped.)",
        "(They read for a while. Then, without looking up:) Begin.",
        "(They shake your hand, sit down and wait. After a while:)",
    ),
    leads=(
        "(They write something down. It takes a while.)",
        "(Silence. You hear the clock. Then:)",
        "(No nod, no smile. The next sheet.)",
        "(They look out of the window, then at you.)",
        "Hm.",
        "(They underline something twice.)",
        "(A long look. You can't tell whether that was good.)",
        "Noted.",
        "(They turn the page, and turn it back.)",
        "(A cough. Nothing else. Then:)",
    ),
    between=(
        "(They wait, as if there had to be more. Then:)",
        "(One eyebrow goes up.)",
        "(Ten seconds go by.)",
        "Hm. And?",
        "(The pen stops.)",
        "(They look at you and say nothing. At last:)",
    ),
    your_turn=("(The folder is closed.) Questions?", "(An open hand in your direction.)", "Your turn."),
    last=("(They look at their watch.)", "(The pen is capped again.)", "Last one."),
    goodbyes=(
        "(A nod. The door is open.)",
        "Thank you. (That was all.)",
        "(They are still writing when you leave the room.)",
    ),
)

_INTERRUPTING = Voice(
    title="interrupting",
    greetings=(
        "OK, we're running late, so short answers, please. No, keep your coat on. Go:",
        "Sit, sit. I have a call in half an hour. Let's skip the small talk.",
        "You're the two o'clock? Good. I'll stop you when I've heard enough, don't take it personally.",
    ),
    leads=(
        "Yes yes, got it. Next:",
        "Let me stop you there. Other topic.",
        "OK, OK. I see where that's going. Now:",
        "Sorry, I have to take this... (They don't.) Where were we? Ah:",
        "Fine. That's enough. What about this one:",
        "Hold that thought. Actually, forget it. Tell me:",
        "(They wave your last sentence away.) Quick one:",
        "We can come back to that. We won't, but we can. So:",
        "Good, good, good. Faster, if you can:",
    ),
    between=(
        "Wait, wait, wait.",
        "Sorry, one second, I'm jumping in here:",
        "Hang on. You can go on in a minute.",
        "Stop. Before you lose me:",
        "No, let me ask it differently:",
        "(They cut across your last words.)",
    ),
    your_turn=(
        "I have three minutes left. Questions? Quickly.",
        "You'll want to ask something, they all do. Go ahead.",
        "Over to you. One or two, no more.",
    ),
    last=(
        "OK, they're waving at me from outside. Last point.",
        "I have to go in a moment. So, to finish:",
        "We're out of time. One more thing, in one breath:",
    ),
    goodbyes=(
        "Good. Thanks. You know the way out? (They are already on the phone.)",
        "That's it. We'll be in touch. Next!",
        "Have to run. It was... yes. Thank you.",
    ),
    interruptions=(
        "Short version?",
        "Yes, and the result?",
        "Sorry, how many?",
        "And what did YOU do?",
        "Skip that part.",
        "Is this a long story?",
        "Got it. Go on.",
    ),
)

_CLUMSY = Voice(
    title="clumsy",
    greetings=(
        "Hello, um... Alex? No? It says Alex here. Never mind. I don't do this very often, I have to say.",
        "Sorry, I was only told this morning that I'd be doing this. Let me find my notes. Ah. So.",
        "Welcome to our... is it an interview or a chat? HR calls it a chat. Anyway, have a seat, that chair wobbles.",
    ),
    leads=(
        "So. Where was I? I've ticked this already, I think. Then this one:",
        "OK, this next one's from a list, so don't blame me.",
        "(They shuffle their papers; two sheets fall down.) Here:",
        "I was going to say something about us, but it's gone. So:",
        "Sorry, was I meant to ask that first? Well, now you've said it. Next:",
        "My colleague would know what that means. I'll write it down. And now:",
        "Did we do that one already? No? Good:",
        "(They read your file aloud, half to themselves.) ...and then you... yes. So:",
        "This may be a silly question, or two in one, I'm afraid.",
    ),
    between=(
        "Hm, I'm supposed to ask more here. It says:",
        "I didn't quite get that, but go on. Or rather:",
        "Oh, that reminds me of our old office. Sorry. What I meant to ask:",
        "Wait, I skipped a line. There's a second part:",
        "Great. Is that great? I think it's great. And:",
        "(They look for their pen.) Yes, I'm listening. Then tell me:",
    ),
    your_turn=(
        "I think this is where I ask if you have any questions. Do you?",
        "And now, um, vice versa. You could ask me something.",
        "There's a box here: candidate's questions. What do I put there?",
    ),
    last=(
        "I've lost track of the time. Are we done? One more, it says.",
        "Somebody needs the room, I think. So, finally:",
        "That was the last page. No, there's something on the back.",
    ),
    goodbyes=(
        "Well, that went... yes. The way out is left. Or right, from your side.",
        "Thank you, Al... thank you! I'll hand in my notes, if I can read them.",
        "That's it, I believe. I forgot to offer you water, sorry about that.",
    ),
)

MANNERS: Mapping[str, Voice] = MappingProxyType(
    {voice.title: voice for voice in (_FRIENDLY, _SILENT, _INTERRUPTING, _CLUMSY)}
)

# How often an interrupting interviewer throws something in, and how long it is on the screen; both in seconds.
_INTERRUPTS_EVERY, _INTERRUPTS_FOR = 25, 6


def voices(language: str) -> Mapping[str, Voice]:
    """Return the interviewers by manner, as they speak in a language; in English, if they don't speak it."""
    if language.partition("-")[0] != "de":
        return MANNERS
    from trainer.mock.manners_german import VOICES

    return VOICES


def interruption(voice: Voice | None, position: int, seconds: float) -> str:
    """Return what an interviewer throws in, `seconds` into an answer; empty if nothing, or for an unknown one."""
    sentences = voice.interruptions if voice else ()
    times, into = divmod(int(seconds), _INTERRUPTS_EVERY)
    return sentences[(position + times) % len(sentences)] if sentences and times and into < _INTERRUPTS_FOR else ""
