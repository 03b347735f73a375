"""Choose between the two loops; prompt_toolkit is imported only where it will be used."""

from trainer.environment import Environment
from trainer.terminal.ui import Ui


def open_ui(env: Environment, *, plain: bool) -> Ui:
    """Return the loop of lines if the user or the terminal wants it, else the one with line editing."""
    if plain or env.plain:
        from trainer.terminal.plain import PlainUi

        return PlainUi(env)
    from trainer.terminal.prompt import PromptUi

    return PromptUi(env)
