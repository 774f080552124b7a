"""Which step of the migrations these models are written for; a test holds it against hotline/migrations."""

NEWEST_STEP = "0034"
