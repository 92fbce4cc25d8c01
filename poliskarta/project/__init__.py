"""The project folder: found, read, checked as a whole, written."""
