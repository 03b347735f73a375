"""What the interviewers say around German questions."""

from collections.abc import Mapping
from types import MappingProxyType

from trainer.mock.manners import Voice

_FRIENDLY = Voice(
    title="friendly",
    greetings=(
        "Schön, dass Sie da sind! Haben Sie gut hergefunden? Dann fangen wir ganz entspannt an.",
        "Kommen Sie rein, setzen Sie sich. Kaffee, Wasser? Fangfragen gibt es bei mir keine, versprochen.",
        "Danke, dass Sie sich die Zeit nehmen. Auf das Gespräch habe ich mich gefreut. Wollen wir?",
    ),
    leads=(
        "Das hilft mir sehr, danke. Ich hätte da noch etwas.",
        "Schön. (Blättert lächelnd um.) Jetzt mal etwas anderes.",
        "Das kann ich mir gut vorstellen. Darf ich Sie noch etwas fragen?",
        "Danke, dass Sie das so offen sagen. Auf meinem Zettel steht als Nächstes:",
        "Gut, gut. (Schenkt Ihnen Wasser nach.) Und jetzt:",
        "Das gefällt mir. Wechseln wir kurz das Thema.",
        "Sie machen das übrigens gut. Also:",
        "Interessant, so habe ich das noch nie gesehen. Weiter geht's:",
        "Das leuchtet mir ein. Eins würde mich noch interessieren.",
    ),
    between=(
        "Oh, das ist spannend, da hake ich mal nach.",
        "Davon würde ich gern noch mehr hören.",
        "Nur damit ich das richtig verstehe:",
        "(Beugt sich vor.) Was ich mich gerade gefragt habe:",
        "Da ist was dran. Dann sagen Sie mir doch:",
        "Bevor wir weitermachen:",
    ),
    your_turn=(
        "Jetzt habe aber ich die ganze Zeit gefragt. Was möchten Sie denn wissen?",
        "So, jetzt sind Sie dran. Welche Fragen haben Sie an uns?",
        "Ein paar Minuten haben wir noch, die gehören Ihnen.",
    ),
    last=(
        "Das war ein schönes Gespräch. Gleich haben Sie's geschafft.",
        "Das ging schnell, oder? Eine Sache noch.",
        "Du liebe Zeit, schon so spät! Dann zum Schluss:",
    ),
    goodbyes=(
        "Vielen Dank, dass Sie da waren. Kommen Sie gut nach Hause!",
        "Hat mich sehr gefreut. Ich bringe Sie noch zum Aufzug.",
        "Das war's von meiner Seite. Haben Sie vielen Dank.",
    ),
)

_SILENT = Voice(
    title="silent",
    greetings=(
        "(Nickt zum Stuhl hin. Zieht die Kappe vom Stift.)",
        "(Liest eine Weile. Dann, ohne aufzublicken:) Bitte.",
        "(Ein Händedruck, Stühlerücken, Stille. Nach einer Weile:)",
    ),
    leads=(
        "(Schreibt etwas auf. Das dauert.)",
        "(Stille. Man hört die Uhr. Dann:)",
        "(Kein Nicken, kein Lächeln. Das nächste Blatt.)",
        "(Ein Blick aus dem Fenster, dann zu Ihnen.)",
        "Hm.",
        "(Unterstreicht etwas, zweimal.)",
        "(Ein langer Blick. Ob das gut war, ist nicht zu erkennen.)",
        "Notiert.",
        "(Blättert vor und wieder zurück.)",
        "(Ein Räuspern. Sonst nichts. Dann:)",
    ),
    between=(
        "(Wartet, als müsste noch etwas kommen. Dann:)",
        "(Eine Augenbraue geht hoch.)",
        "(Zehn Sekunden vergehen.)",
        "Hm. Und?",
        "(Der Stift hält inne.)",
        "(Sieht Sie an und schweigt. Endlich:)",
    ),
    your_turn=("(Die Mappe geht zu.) Fragen?", "(Eine offene Hand in Ihre Richtung.)", "Sie sind dran."),
    last=("(Ein Blick auf die Uhr.)", "(Die Kappe kommt wieder auf den Stift.)", "Das Letzte."),
    goodbyes=(
        "(Ein Nicken. Die Tür steht offen.)",
        "Danke. (Das war alles.)",
        "(Schreibt noch, als Sie schon draußen sind.)",
    ),
)

_INTERRUPTING = Voice(
    title="interrupting",
    greetings=(
        "So, wir sind spät dran, fassen Sie sich bitte kurz. Nein, den Mantel können Sie anlassen. Los:",
        "Setzen Sie sich, setzen Sie sich. Um halb habe ich den nächsten Termin. Das Wetter lassen wir weg.",
        "Sie sind der Termin um zwei? Gut. Wenn ich genug gehört habe, sage ich Stopp, nicht böse sein.",
    ),
    leads=(
        "Ja ja, verstanden. Nächste Frage:",
        "Da muss ich Sie mal unterbrechen. Anderes Thema.",
        "Okay, okay. Ich sehe schon, wo das hinführt. Jetzt:",
        "Entschuldigung, da muss ich rangehen ... (Geht nicht ran.) Wo waren wir? Ach ja:",
        "Gut, das reicht mir. Und das hier:",
        "Merken Sie sich das. Oder nein, vergessen Sie's. Sagen Sie mir lieber:",
        "(Winkt Ihren letzten Satz weg.) Ganz kurz:",
        "Darauf kommen wir zurück. Nein, kommen wir nicht, aber gut. Also:",
        "Schön, schön, schön. Geht das auch schneller? Weiter:",
    ),
    between=(
        "Moment, Moment, Moment.",
        "Sorry, da muss ich kurz reingrätschen:",
        "Warten Sie, Sie dürfen gleich weiterreden.",
        "Stopp. Bevor Sie mich verlieren:",
        "Nein, ich frage anders:",
        "(Fällt Ihnen ins letzte Wort.)",
    ),
    your_turn=(
        "Drei Minuten habe ich noch. Fragen? Aber schnell.",
        "Sie wollen sicher auch etwas wissen, das wollen alle. Bitte.",
        "Jetzt Sie. Eine Frage oder zwei, mehr nicht.",
    ),
    last=(
        "So, draußen winken sie schon. Letzter Punkt.",
        "Ich muss gleich los. Also, zum Schluss:",
        "Die Zeit ist um. Eins noch, in einem Satz:",
    ),
    goodbyes=(
        "Gut. Danke. Sie finden allein raus? (Telefoniert schon.)",
        "Das war's. Wir melden uns. Der Nächste!",
        "Ich muss. Das war ... ja. Danke.",
    ),
    interruptions=(
        "Geht das auch kürzer?",
        "Ja, und was kam heraus?",
        "Moment, wie viele?",
        "Und was haben SIE gemacht?",
        "Das können Sie überspringen.",
        "Wird das eine lange Geschichte?",
        "Verstanden. Weiter.",
    ),
)

_CLUMSY = Voice(
    title="clumsy",
    greetings=(
        "Guten Tag, äh ... Alex? Nein? Hier steht Alex. Egal. Ich mache das nicht so oft, muss ich sagen.",
        "Entschuldigung, ich habe erst heute früh erfahren, dass ich das mache. Wo ist denn mein Zettel? Ah. So.",
        "Willkommen zu unserem ... ist das ein Gespräch oder ein Kennenlernen? Setzen Sie sich, der Stuhl wackelt.",
    ),
    leads=(
        "So. Wo war ich? Das habe ich schon abgehakt, glaube ich. Dann das hier:",
        "Okay, die nächste steht auf einer Liste, dafür kann ich nichts.",
        "(Kramt in den Unterlagen, zwei Blätter fallen herunter.) Hier:",
        "Ich wollte noch was über uns erzählen, aber jetzt ist es weg. Also:",
        "Hätte ich das zuerst fragen sollen? Na, jetzt ist es ja gesagt. Weiter:",
        "Was das heißt, wüsste jetzt der Kollege. Ich schreib's mal auf. Und:",
        "Hatten wir das schon? Nicht? Gut:",
        "(Murmelt sich durch Ihren Lebenslauf.) ... und dann haben Sie ... ja. Also:",
        "Das ist jetzt vielleicht eine dumme Frage. Oder zwei in einer.",
    ),
    between=(
        "Hm, hier soll ich nachhaken. Da steht:",
        "Das habe ich nicht ganz verstanden, aber reden Sie ruhig weiter. Oder vielmehr:",
        "Ach, da muss ich an unser altes Büro denken. Entschuldigung. Was ich fragen wollte:",
        "Moment, ich bin in der Zeile verrutscht. Da kommt noch was:",
        "Super. Ist das super? Ich glaube, das ist super. Und:",
        "(Sucht den Stift.) Ja, ich höre zu. Dann sagen Sie doch mal:",
    ),
    your_turn=(
        "Ich glaube, jetzt muss ich fragen, ob Sie Fragen haben. Haben Sie?",
        "Und jetzt, äh, andersherum. Sie könnten mich was fragen.",
        "Hier ist noch ein Kästchen: Fragen der Bewerberin. Oder des Bewerbers. Was schreibe ich da rein?",
    ),
    last=(
        "Ich habe die Uhr aus den Augen verloren. Sind wir fertig? Eins noch, steht hier.",
        "Ich glaube, da braucht jemand den Raum. Also, zum Schluss:",
        "Das war die letzte Seite. Nein, hinten steht noch was.",
    ),
    goodbyes=(
        "Na, das lief doch ... ja. Raus geht es links. Oder rechts, von Ihnen aus.",
        "Danke, Al... danke! Ich gebe dann meine Notizen ab, wenn ich sie lesen kann.",
        "Das war's, glaube ich. Wasser habe ich Ihnen gar keins angeboten, Entschuldigung.",
    ),
)

VOICES: Mapping[str, Voice] = MappingProxyType(
    {voice.title: voice for voice in (_FRIENDLY, _SILENT, _INTERRUPTING, _CLUMSY)}
)
