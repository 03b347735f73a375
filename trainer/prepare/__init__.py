"""The preparation for one job: its advert read, cards chosen for it, and the result kept with the interview."""
