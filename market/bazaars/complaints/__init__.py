"""That money was asked for: past the office that holds the bazaar."""
