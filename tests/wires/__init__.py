"""Vendors made of wire: real HTTP servers on loopback that say what the real ones say, faults included."""
