"""What is written to the database: each kind of wish or change, and how many of them go together."""
