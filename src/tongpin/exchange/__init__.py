"""Files in and out. Reading and writing deal files needs neither Django nor a database."""
