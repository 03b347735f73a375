"""How we know. Files are flat and mirror the rooms: tests/test_<package>_<room>.py."""
