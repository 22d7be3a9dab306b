"""The published language: one file per topic. Nothing here knows Kafka or SQL."""
