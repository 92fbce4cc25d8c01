"""The report to print: tables, charts and maps as HTML, PDF or pictures."""
