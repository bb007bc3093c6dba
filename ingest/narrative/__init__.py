"""What the narrative of a report says: numbers that it states, compared with the tables; problems that it names."""
