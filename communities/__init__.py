"""The catalogue: what the public can read. Holds no personal data and nothing withheld."""
