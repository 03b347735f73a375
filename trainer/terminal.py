"""Choose between the two loops; prompt_toolkit is imported only where it will be used."""

from trainer.environment import Environment
from trainer.ui import Ui


def open_ui(env: Environment, *, plain: bool) -> Ui:
    """Return the loop of lines if the user or the terminal wants it, else the one with line editing."""
    if plain or env.plain:
        from trainer.plain_ui import PlainUi

        return PlainUi(env)
    from trainer.prompt_ui import PromptUi

    return PromptUi(env)
