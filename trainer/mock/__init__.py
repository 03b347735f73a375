"""Mock interviews: the script, the interview itself, and its debrief."""
