"""Which files belong to a home."""

from trainer.files.home_files import belongs


def test_only_files_of_a_home_belong() -> None:
    assert all(
        map(belongs, ("greenroom.db", "config.toml", "decks/a.toml", "answers/deep/b.toml", "answers/a--b.draft"))
    )
    assert not any(map(belongs, ("decks/a.draft", "a.draft", "answers", "answers/a.txt")))
    assert not any(map(belongs, ("", ".", "a/b.toml", "decks", "decks/", "decks//a.toml", "./config.toml", "x.db")))


def test_on_windows_a_name_that_means_something_else_there_has_no_place() -> None:
    for name in ("decks\\..\\evil.toml", "c:evil.toml", "decks/Why me?.toml"):
        assert belongs(name, windows=False)
        assert not belongs(name, windows=True)
    assert belongs("decks/why.toml", windows=True)
