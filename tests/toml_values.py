"""TOML keys and values in the forms in which people write them."""

import json
from random import Random

# Text that looks like structure but is only part of a string, a comment or a quoted key.
LOOKALIKES = ["[deck]", "[deck]", "[[cards]]", "[cards.replies]", 'id = "no"', "key = value", "# no comment", "}"]
WORDS = ["größe", "", 'say "so"', "it's", "C:\\new", "a\tb"]
NAMES = ["mine", "my-note", "1", "first name", "a.b", 'say "so"', "it's", "größe", "名", "", "[deck]", "# = ]", "a\tb"]
TABLE_NAMES = ["notes", "other table", "x.y", "tables", "]]", "# ["]
INDENTS = ["", "", "", "  ", "\t"]
EQUALS = [" = ", " = ", "=", "  =\t", " =   "]
COMMENTS = ["", "", "", "  # mine", "#", "\t# [[cards]]", ' # "quote', " # größe = 1"]
BETWEEN = ["", "", "", "\n", "\n\n", "# mine\n", "  # [deck]\n\n", '#"""\n', " \t\n"]
OWN_VALUES = [
    "1",
    "1.50",
    "nan",
    "-inf",
    "true",
    "2026-11-23",
    "2026-11-23 10:00:00Z",
    "10:00:00",
    "0x1F",
    "[]",
    "{}",
    '{a = 1, "b c" = [1, {d.e = 2}]}',
    "[ [1, 2],\n  # inside ]\n  [3] ]",
    '[{a = "}"}, {b = \'"\'}]',
]
LEGAL = [
    'jurisdiction = "US"',
    "status = 'asking-barred'",
    'note = """a\n[deck]"""',
    "source = 's'",
    "as_of = 2026-11-23",
]


class TomlValues:
    """Writes values and keys in one of the forms that TOML has for them."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.pick = random.choice

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def some(self, choices: list[str], most: int) -> list[str]:
        return self.random.sample(choices, self.random.randint(0, most))

    def key(self, *names: str) -> str:
        return self.pick([".", ".", " . "]).join(map(self._key, names))

    def _key(self, name: str) -> str:
        forms = [json.dumps(name, ensure_ascii=False)]
        if "'" not in name:
            forms.append(f"'{name}'")
        if name.isascii() and name.replace("-", "").replace("_", "").isalnum():
            forms += [name] * 6 + [f'"\\u{ord(name[0]):04x}{name[1:]}"']
        return self.pick(forms)

    def string(self) -> str:
        """Return a string in one of its four forms, never blank."""
        lines = [*self.random.choices(LOOKALIKES + WORDS, k=self.random.randint(0, 4)), "end"]
        first = self.pick(["", "\n", "\n\n"])
        match self.random.randint(0, 4):
            case 0:
                return "'" + " ".join(lines).replace("'", "") + "'"
            case 1:
                ending = self.pick(["", "\n", '"', '""', "\\\n   ", '\\"""', "\\\\"])
                return f'"""{first}' + "\n".join(lines).replace("\\", "\\\\") + f'{ending}"""'
            case 2:
                return f"'''{first}" + "\n".join(lines) + self.pick(["", "\n", "'", "''", "\\"]) + "'''"
        return json.dumps(self.pick([" ", "\n", "\t"]).join(lines), ensure_ascii=False)

    def _point(self) -> str:
        form = self.pick(["{}", "{}", "{{text = {}, must = true}}", "{{ must=false ,text = {} }}", '{{"text" = {}}}'])
        return form.format(self.string())

    def array(self, *, points: bool) -> str:
        """Return an array of one to three strings or key points, on one line or several."""
        items = [self._point() if points else self.string() for _ in range(self.random.randint(1, 3))]
        if self.chance(0.5):
            return f"[{self.pick(['', ' '])}{', '.join(items)}{self.pick(['', ',', ' '])}]"
        lines = [f"{self.pick(INDENTS)}{item},{self.pick(COMMENTS)}\n" for item in items]
        return f"[{self.pick(COMMENTS)}\n{''.join(lines)}{self.pick(BETWEEN)}]"

    def of(self, field: str) -> str:
        """Return a value for a field of a card."""
        if field in ("key_points", "tags", "pitfalls", "phrasings"):
            return self.array(points=field == "key_points")
        few = {
            "target_seconds": ["90", "1_20", "0x20"],
            "kind": ['"skill"', "'story'"],
            "priority": ['"must"', "'extra'"],
        }
        return self.pick(few[field]) if field in few else self.string()
