"""Mock interviews: the script, the interview and its debrief."""
