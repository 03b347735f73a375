"""The choice between the two terminals. prompt_toolkit is imported only where it will be used."""

from trainer.environment import Environment
from trainer.terminal.ui import Ui


def open_ui(env: Environment, *, plain: bool) -> Ui:
    """Return the plain terminal if the user asks for it or there is no other, else the one with line editing."""
    if plain or env.plain:
        from trainer.terminal.plain import PlainUi

        return PlainUi(env)
    from trainer.terminal.prompt import PromptUi

    return PromptUi(env)
