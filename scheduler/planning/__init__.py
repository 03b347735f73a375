"""What to ask next: the queue, the session and the interview plan, with forecasts, simulation and optimizer."""
