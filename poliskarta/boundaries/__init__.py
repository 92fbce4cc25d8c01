"""The polygons and tables of data/ that are built from public sources, not drawn by hand."""
