"""The check of syncs, for those who sync."""

from collections.abc import Iterator

from trainer.doctor.findings import Finding, FindingLevel
from trainer.home import Home


def check_sync(home: Home) -> Iterator[Finding]:
    """Check whether the last sync that worked is less than a week ago. No target is asked."""
    if not home.sync.exists():
        return
    from trainer.sync.notices import failing_targets

    for sentence, reason in failing_targets(home):
        yield Finding("sync", FindingLevel.NOTE, sentence, reason)
