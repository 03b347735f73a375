"""The one base of everything that can go wrong and be told to a person."""


class GreenroomError(Exception):
    """Something could not be done; `str()` is one sentence a person can act on.

    Subclasses take data and word themselves, so that each sentence exists once.

    Attributes:
        what: What is wrong, and where, without a full stop.
        fix: What to do about it, a whole sentence.
        exit_code: What the process ends with: 1 could not, 2 usage.
    """

    exit_code = 1

    def __init__(self, what: str, fix: str = "") -> None:
        super().__init__(what, fix)
        self.what = what
        self.fix = fix

    def __str__(self) -> str:
        return f"{self.what}. {self.fix}".rstrip()
