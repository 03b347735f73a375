"""The English word lists for matching. Another language would need another file like this."""


def _words(*lines: str) -> frozenset[str]:
    return frozenset(word for line in lines for word in line.split())


def _groups(text: str) -> list[list[str]]:
    return [group.split() for group in text.split("|")]


# --- what tells points apart -------------------------------------------------------------------------

# Too common to tell one point from another: grammar, and the words that key points begin with.
COMMON = _words(
    "a about again all also always am an and any are as at be because been before being both but by can could did do",
    "does each either else every everything for from had has have he her here hers him his how i if in into is it its",
    "itself just let like may me might mine more most much must my myself neither no nobody nor not nothing now of off",
    "on one only or other others our out over own per rather really she should so some something such than that the",
    "their them themselves then there these they thing this those to too under until up upon us very was we well were",
    "what when where which while who whom why will with within without would you your yours yourself",
    "name names named naming say says said saying give gives gave giving tell tells told get gets got make makes made",
    "want wants wanted first instead example real",
)
# Commands that a key point may begin with. You explain a choice by giving reasons, not by saying "explain".
COMMANDS = _words("acknowledge admit ask cite describe explain mention offer quote show state")
# Found in most answers about work, so they count half.
FAINT = _words(
    "day days week weeks month months year years time times work works worked working job team people person company",
    "new same good two three part parts things way ways need needs needed change changed changes together use used",
    "using different number",
)

# --- forms of one word -------------------------------------------------------------------------------

NUMBERS = {
    word: figure
    for figure, word in _groups(
        "2 two|3 three|4 four|5 five|6 six|7 seven|8 eight|9 nine|10 ten|11 eleven|12 twelve|13 thirteen"
        "|14 fourteen|15 fifteen|16 sixteen|17 seventeen|18 eighteen|19 nineteen|20 twenty|30 thirty|40 forty"
        "|50 fifty|60 sixty|70 seventy|80 eighty|90 ninety|100 hundred|1000 thousand"
    )
}
# Words that multiply the number before them.
MAGNITUDES = {"hundred": 100, "thousand": 1000, "k": 1000, "million": 10**6, "m": 10**6, "billion": 10**9, "bn": 10**9}
# Irregular forms, which cutting endings would not bring together.
IRREGULAR = {
    form: group[0]
    for group in _groups(
        "agree agreed agrees|analyse analysed analysing analyses analysis analyze analyzed"
        "|apply applied applies application|begin began begun|break broke broken|bring brought|build built"
        "|buy bought|catch caught|choose chose chosen|deal dealt"
        "|decide decided decides deciding decision decisions|draw drew drawn|drive drove driven"
        "|fall fell fallen|feel felt|find found|get got gotten|give gave given|go went gone|grow grew grown"
        "|hear heard|hide hid hidden|hold held|keep kept|know knew known|lead led|learn learnt|leave left"
        "|lend lent|lose lost|make made|mean meant|meet met|pay paid|ride rode|ring rang rung|rise rose risen"
        "|run ran|say said|see saw seen|seek sought|sell sold|send sent|show shown|sit sat|speak spoke spoken"
        "|spend spent|stand stood|steal stole stolen|take took taken|teach taught|tell told|think thought"
        "|throw threw thrown|understand understood|use used using|wear wore worn|win won|write wrote written"
        "|child children|man men|woman women|person people|percent %|reply replied replies"
        "|supply supplied supplies"
    )
    for form in group
}

# --- negation and reversal ----------------------------------------------------------------------------

# These deny their whole clause, before and after them: "the tests were never run".
DENY_CLAUSE = _words("never nobody none nothing neither cannot hardly barely rarely seldom unable")
# So do these verbs and phrases, unless the point itself is that something was stopped, skipped or turned down.
DENY_VERBS = _words(
    "failed fails forgot refused refuses declined skipped skip cancelled canceled scrapped abandoned postponed stopped",
    "lack lacked lacking",
)
DENY_PHRASES = _groups(
    "turned down|turn down|turned it down|voted down|decided against|advised against|was against|fell through"
    "|came to nothing|gave up|give up|pulled out|called off|put off|ran out|no longer|far from|anything but"
    "|next time|somebody else|someone else|not me|not us|talked out of|talked them out of|talked me out of"
)
# These deny only what follows: "no tests", "without tests".
DENY_REST = _words("no not nor without except")
# So do these pairs of words: "instead of tests", "should have tested".
DENY_REST_PAIRS = frozenset(
    (pair[0], pair[1])
    for pair in _groups(
        "instead of|rather than|used to|meant to|supposed to|wanted to|hoped to|hoping to|planned to|planning to"
        "|tried to|going to|love to|thought about|thought of|talk of|wish i|should have|would have|could have"
        "|ought to|too late"
    )
)
# What people are, or get, "used to" is no habit they gave up.
STATES = _words("am is are was were be been being get gets got getting become became not")
SPEAKERS = _words("i we")
PRONOUNS = SPEAKERS | _words("you he she they it that this")
# "I would have liked that, but I didn't": a clause of these words alone denies the one before it.
ECHOES = _words(
    "i we you he she they it that this me us them one any either so do did done happen happened have had take took get",
    "got make made able to in the end and but though only then yet quite really manage bother again ever",
)
# A negation before one of these words denies nothing ("not only", "no doubt"), nor does one in these pairs.
HARMLESS_AFTER = _words("only just merely simply least doubt problem")
HARMLESS_PAIRS = frozenset((pair[0], pair[1]) for pair in _groups("nothing but|nothing except|from nothing"))
AUXILIARY = _words(
    "am is are was were be been do does did has have had can could will would shall should may might must"
)
NEW_CLAUSE = _words("but although though while whereas because since so until")
NEW_SUBJECT = NEW_CLAUSE | _words("and or that who which when where if as")
# The words on either side of these may not swap places.
SIDE_WORDS = _words("than before after over and")

_OPPOSITES = (
    "increase increased increases increasing grew grow raise raised rises rise rose"
    ":decrease decreased decreases decreasing fall fell falls fallen drop dropped drops lower lowered lowers cut"
    " reduced reduce sank"
    "|more:less fewer|faster quicker fast quick quickly:slower slow slowly|higher high:lower low|before:after"
    "|early earlier:late later|up:down|big bigger large larger:small smaller|long longer:short shorter"
    "|better best:worse worst|public:private|accept accepted:reject rejected declined refused|win won:lose lost"
    "|add added:remove removed|same:different separate|easy easier:hard harder difficult|cheap cheaper:expensive dearer"
    "|all every everything everyone:none nothing nobody|inside:outside"
    "|keep keeps kept:drop drops dropped removed|open opened:closed shut|over above:under below|passed:failed"
    "|doubled double:halved halve half|bought buy:sold sell|gained gain:lost lose|fresh:old stale"
)
_SIDES = [[frozenset(side.split()) for side in pair.split(":")] for pair in _OPPOSITES.split("|")]
OPPOSITES = {
    word: frozenset[str]().union(*(other for pair in _SIDES for side, other in (pair, pair[::-1]) if word in side))
    for pair in _SIDES
    for side in pair
    for word in side
}

# --- cues ---------------------------------------------------------------------------------------------

# Said while thinking: nothing is missing without them.
FILLERS = _words("um uh er erm hmm mm well like actually basically honestly really literally")
SHARES = _words("half halved third quarter double doubled twice tripled dozen dozens hundreds thousands")
UNITS = _words(
    "% percent per k grand pounds pound quid dollars dollar euros euro million billion thousand hundred points",
    "seconds second minutes minute hours hour days day weeks week months month years year times people customers users",
    "patients pupils students orders calls tickets tonnes kilos miles rows pages units items bugs",
)
REASONS = _words("because cause reason reasons therefore hence why")
REASON_PAIRS = frozenset((pair[0], pair[1]) for pair in _groups("so that|due to|given that|which meant|in order"))
PERIODS = _words(
    "january february march april may june july august september october november december ago yesterday spring summer",
    "autumn winter christmas easter q1 q2 q3 q4 monday tuesday wednesday thursday friday saturday sunday",
)
SPANS = _words("year month week quarter term season decade morning afternoon")
WHICH_SPAN = _words("last this next past previous that first second third fourth")
