"""Interviews, past and to come: dates, today's plan, readiness, the sheet, and what follows them."""
