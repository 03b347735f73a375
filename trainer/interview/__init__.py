"""Interviews to come and those that were: dates, the queue till the day, the sheet, the debrief."""
