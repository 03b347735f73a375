"""Sound in and out, through miniaudio."""
