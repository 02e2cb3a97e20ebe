"""What buyers know a group by, and who agrees before it changes: name, place, number, story."""
