"""What is kept for the web door: one drawer for each port of `core.door`."""
