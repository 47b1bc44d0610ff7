"""Tables as files: CSV for people and for programs, Parquet, workbooks; and back."""
