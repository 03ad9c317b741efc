"""What keeps the house in order while it is open: logs, figures, alarms, signs of life, tidying."""
