"""All commands: their modules, summaries and options, in the order of the help."""

from trainer.options.cards import CARDS
from trainer.options.data import DATA
from trainer.options.interview import INTERVIEW
from trainer.options.machines import MACHINES
from trainer.options.own_words import OWN_WORDS
from trainer.options.practise import PRACTISE
from trainer.options.settings import SETTINGS
from trainer.options.start import START
from trainer.parser import Commands

_GROUPS: dict[str, Commands] = {
    "Practise": PRACTISE,
    "Your interview": INTERVIEW,
    "Cards": CARDS,
    "Your own words": OWN_WORDS,
    "Settings": SETTINGS,
    "Your data": DATA,
    "Several machines": MACHINES,
    "Getting started": START,
}

COMMANDS: Commands = {name: command for group in _GROUPS.values() for name, command in group.items()}

# What the help prints above the first command of each group.
HEADINGS = {next(iter(group)): heading for heading, group in _GROUPS.items()}
