"""Tests of the list pipeline: the branch screens, head office decides, the branch completes."""
