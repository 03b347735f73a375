"""The phrases that begin a question, lead up to one, or only seem to be one, as they are said in interviews.

English and German. Each is a regular expression for the beginning of a sentence. In a run of words without sentence
ends, the openings are looked for inside it, too.
"""

import re

_AUX = "(?:do|did|does|are|were|was|is|have|has|had|will|would|can|could|should|might)"
_ASK_YOU = "(?:can|could|will|would) you (?:(?:please|maybe|perhaps|just|briefly|also) )*"
_YOU = "(?:can|could|do|did|have|had|are|were|would|will|should) (?:you|we|your)"
_WANT = "(?:i'd|i would|we'd|we would) (?:(?:also|really|just) )?(?:like|love)"
_VERBS = "tell|describe|walk|talk|give|explain|share|run|take"
_W = "(?:was|wie|warum|wieso|weshalb|wann|wo|wer|womit|woran|wof\u00fcr|worauf|wobei|inwiefern|wodurch|wohin)"
_BITTE = "(?:mal|mir|uns|doch)"

# These ask even where a full stop ends them: "Tell me about yourself."
_REQUESTS = (
    rf"{_ASK_YOU}(?:{_VERBS})",
    "(?:please |just )?(?:tell|walk|talk|take|run) (?:me|us)",
    "talk to (?:me|us) about",
    "describe (?:an?|your|the|how|one|some|for|yourself)",
    "introduce yourself",
    "(?:give|name) (?:me|us)",
    "name (?:one|two|three)",
    "explain (?:how|what|why|to)",
    "share an? (?:example|time|story)",
    "think of a time",
    "please (?:write|design|sketch|draw|solve|implement)",
    rf"{_WANT} (?:to (?:hear|know|understand)|you to)",
    "i(?:'m| am) (?:curious|interested) (?:how|what|why|in|about|to)",
    "(?:erz\u00e4hlen|beschreiben|nennen|erkl\u00e4ren|schildern|stellen) sie",
    rf"(?:erz\u00e4hl|beschreib|nenn|erkl\u00e4r|schilder)e? {_BITTE}",
    "mich w\u00fcrde interessieren",
    "(?:k\u00f6nnen|k\u00f6nnten|w\u00fcrden) sie (?:uns|mir|bitte|kurz|mal|einmal)",
)
# These begin a question, whatever comes after.
_OPENINGS = (
    rf"{_ASK_YOU}(?:{_VERBS}|think|elaborate|say|name|expand|go)",
    "talk about your",
    "(?:i|we) (?:want|wanted) to (?:hear|understand|know|ask)",
    rf"(?:where|when|why|how) {_AUX}",
    "why (?:us|this|our|not|now)",
    "how (?:long|many|much|often|comfortable|familiar|big|large|well|quickly|about|else|confident)",
    "what(?:'s|\u2019s)",
    rf"what (?:{_AUX}|made|makes|kind|sort|type|else|part|about|happened|steps|role|salary|tools|gets)",
    "what (?:drew|attracted|attracts|motivates|drives|interests|brought|brings|led|prompted)",
    rf"which (?:\w+ ){{0,3}}(?:one|of|{_AUX})",
    rf"who(?:se)? (?:{_AUX}|else)",
    _YOU,
    "(?:is|was) (?:there|that|this|it)",
    "are there",
    "has (?:there|anyone|your)",
    "does (?:that|your|this|the)",
    "did (?:your|they|that|it|anyone)",
    "(?:haben|hatten|sind|waren|kennen|wissen|wollen|arbeiten|m\u00f6chten) sie",
    "(?:kannst|k\u00f6nntest|w\u00fcrdest|hast|bist|warst) du",
    rf"{_W} (?:ist|sind|war|waren|haben|hatten|hat|w\u00fcrden|w\u00fcrde|machen|gehen|sehen|tun|bringen)",
    rf"{_W} (?:reizt|motiviert|interessiert)",
    rf"{_W} (?:verstehen|wissen|k\u00f6nnen|k\u00f6nnten|m\u00f6chten|wollen|sollen|lange|viele?|gut)",
    rf"{_W} (?:bedeutet|gab|lief|genau|stellen|erwarten|reagieren|\w+ (?:sie|haben|sind|w\u00fcrden))",
    "welche[rsnm]? (?:\\w+ )?(?:haben|bringen|sind|w\u00fcrden|war|waren|k\u00f6nnen|\\w+ sie)",
    "(?:gibt|gab) es",
    "(?:uns w\u00fcrde interessieren|ich w\u00fcrde gerne? (?:wissen|h\u00f6ren|verstehen))",
)
# What the question after it is about: "Suppose a customer shouts at you. What do you do?"
_SCENES = ("imagine", "suppose", "let's say", "picture", "assume", "say you", "stellen sie sich vor", "angenommen")
# What leads up to a question and is no part of it.
_LEADS = (
    "(?:hi|hello|hey|hallo|guten tag)(?: [\\w. ]{1,30}(?=,))?",
    "so|ok|okay|and|but|well|now|right|great|good|perfect|excellent|cool|sure|yeah|yes|yep|um+|uh+|er+|erm|hmm+|mm+",
    "alright|all right|thanks|thank you|then|also|lovely|nice|fantastic|brilliant|interesting|fair enough|got it|i see",
    "you know|like|actually|moving on|next|(?:my |the )?(?:first|next|last) (?:question|one)(?: is)?|my question is",
    "let's see|finally|lastly",
    "first|first of all|(?:just )?to (?:start|begin|kick|get)(?: (?:us|things))?(?: (?:with|off|started|going))?",
    "ja|gut|sch\u00f6n|prima|und|dann|\u00e4hm?|genau|super|danke|alles klar|verstehe|nun",
)
# Talk around an interview: greetings, the connection, drinks, and the order of things.
_SMALL_TALK = (
    r"how(?:'s| is| are| was| were)? (?:you|it going|things|everything)\b(?! (?:with|at|doing (?:with|at)))",
    "how(?:'s| is| was) your (?:day|week|weekend|morning|journey|trip|flight)",
    "(?:can|could|do) you (?:all )?(?:still )?(?:hear|see)",
    "can (?:everyone|everybody|we all)",
    "am i (?:audible|on mute|coming|speaking|talking)",
    "did you (?:find|get|manage to (?:get|find|park)|have a (?:good|nice|safe))",
    "would you like (?:a |some |any |something )?(?:to drink|water|coffee|tea|glass|break)",
    "(?:can|may|could) (?:i|we) (?:get|offer|take|record|call|start|begin|have|just check|share|come back|move)",
    "(?:does|did) that (?:make sense|answer|help|work|sound)",
    "is (?:it|that|this) (?:ok|okay|alright|all right|fine|right|correct|clear|fair|better|working|on)",
    "is (?:it|that|this) (?:still )?a good",
    "is (?:the sound|now|everything)",
    "is that \\w+ (?:great|hi|hello)",
    r"are you (?:ready|there|still there|comfortable to start|okay|ok|with me|good)\b(?! to (?:relocate|travel))",
    "shall (?:we|i)|should (?:we|i) (?:start|begin|go|move)|are we (?:ready|good|recording|all)",
    "(?:do you )?mind if|do you have (?:enough )?(?:time|water|everything)",
    "(?:could|can|would) you (?:please )?(?:repeat|say that|speak|turn|unmute|mute|share your screen|hold|bear)",
    "(?:could|can|would) you (?:please )?(?:send|forward|email|give me (?:a|one) (?:second|moment|minute|sec))",
    "sorry|pardon|what was that|(?:(?:you )?know )?what i mean|really|have you been here|where were we",
    "who(?:'s| is) (?:next|first|going)|how (?:does|did) that sound",
    "h\u00f6ren sie mich|k\u00f6nnen sie (?:mich|uns) (?:gut )?(?:h\u00f6ren|sehen)|wie geht(?:'s| es)",
    "haben sie (?:gut |uns gut )?(?:hergefunden|gefunden)|wollen wir|sollen wir|d\u00fcrfen wir|darf ich|passt das",
    "m\u00f6chten sie (?:etwas|ein|einen|was) (?:trinken|wasser|kaffee|glas)|sind sie (?:bereit|soweit)",
    "ist das (?:in ordnung|okay|verst\u00e4ndlich)",
)
# Behind a statement: "So you left in May, right?"
_TAGS = (
    "right|correct|yeah|yes|ok|okay|no|huh|isn't it|aren't you|didn't you|don't you|you know|oder|ja|nicht wahr|richtig"
)


def _any(*phrases: str) -> str:
    return f"(?:{'|'.join(phrases)})(?!\\w)"


REQUEST = re.compile(_any(*_REQUESTS), re.IGNORECASE)
OPENING = re.compile(_any(*_REQUESTS, *_OPENINGS, *_SCENES), re.IGNORECASE)
OPENING_INSIDE = re.compile(rf"(?<!\w){_any(*_REQUESTS, *_OPENINGS, *_SCENES)}", re.IGNORECASE)
SCENE = re.compile(_any(*_SCENES), re.IGNORECASE)
LEAD = re.compile(rf"(?:(?:{'|'.join(_LEADS)})(?:[,.:;!\u2026\u2013-]+\s*|\s+))+", re.IGNORECASE)
SMALL_TALK = re.compile(_any(*_SMALL_TALK), re.IGNORECASE)
TAG = re.compile(rf"[,.\u2026\u2013-]\s*(?:{_TAGS})\?$", re.IGNORECASE)
# The last word in front of a question, in a run of words: nothing of the question before it.
LEAD_WORDS = frozenset(
    re.findall(
        r"\w+", "so okay ok alright now then next great thanks right well um uh good perfect gut also dann nun danke"
    )
)
