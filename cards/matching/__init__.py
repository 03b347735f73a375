"""Which key points a text makes."""
