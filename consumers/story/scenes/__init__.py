"""Scenes of the journey, one file for each part of it; each gives what is said in it, in any order."""
