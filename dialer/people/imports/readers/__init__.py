"""Files as tables: CSV, spreadsheets, ZIP; their headers and columns."""
