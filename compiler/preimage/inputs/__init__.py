"""The files around a build: Dockerfiles, ignore files, and where base images come from."""
