"""What is counted, and how a story hangs together: values in, values out."""
