"""What state systems hand over in files, read as rows: values out, no I/O but the file, memory flat at any size.

`afcars` reads out-of-home files of the AFCARS 2020 rule, `csv_files` the table described there. Both yield
`Opening`, `Closure` and `Refusal` rows as they go, and raise `FileRefused` or `FileBroken` for faults of the file.
"""
