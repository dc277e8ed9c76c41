"""Export and erasure of one person's data, in every service that holds some."""
