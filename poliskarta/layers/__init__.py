"""The layers as files: what each field means, every format, styles and metadata."""
