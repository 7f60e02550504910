"""Many files into a store, and questions to it."""
