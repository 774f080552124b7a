"""The charter: the rules of the hotline as plain data and pure functions. Knows no database, no Flask, no clock."""
