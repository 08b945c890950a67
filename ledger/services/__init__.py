"""Services: the use cases. Each opens what it needs, decides or reads, and answers in the words of the wire."""
