"""Real PostgreSQL and Kafka for tests, and builders."""
