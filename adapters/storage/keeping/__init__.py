"""What is kept beside the jobs: payments, series, keys and more, a file for each port of the core."""
