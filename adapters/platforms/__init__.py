"""Who talks to us: one room for each platform."""
