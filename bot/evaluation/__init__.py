"""Fifty briefs through a writer: what a change of instructions or model is worth, before it ships."""
