"""From files as received to typed, dated tables. Presets are YAML; a file is read, never edited."""
