"""What several test files and the benchmarks stand on: a real PostgreSQL, fresh databases of both engines."""
