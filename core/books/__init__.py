"""The books: whose money, how much may be used, what was held and settled, and what was sold."""
