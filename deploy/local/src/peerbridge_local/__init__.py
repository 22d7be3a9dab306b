"""PostgreSQL, Kafka and a mail sink as child processes of whoever asks, on free ports, without Docker."""
