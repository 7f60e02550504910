"""Files around a build."""
