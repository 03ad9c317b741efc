"""How a line that somebody typed is understood: a command, its options, an idea, a yes or a no."""
