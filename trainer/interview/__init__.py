"""Interviews, past and ahead: dates, today's plan, readiness, the sheet, and follow-ups."""
