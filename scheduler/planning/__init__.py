"""What to ask next: queue, session, interview plan, forecasts."""
