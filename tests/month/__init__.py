"""A month of a synthetic city, and a count of it that shares nothing with the product."""
