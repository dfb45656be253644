"""Exports of other systems brought in: a mapping (TOML) says what files, columns and codes mean; no code per bank."""
